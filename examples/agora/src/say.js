/** Prints what a command found: as JSON if asked for, else as lines. */
export function say({ json }, data, lines) {
  console.log(json === true ? JSON.stringify(data, undefined, 2) : lines.join('\n'));
}
