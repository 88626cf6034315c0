/** The words by which a command is registered, such as `project create`: never what was typed. */
export function labelOf(command) {
  return command.parent === null ? '' : `${labelOf(command.parent)} ${command.name()}`.trim();
}

/** All commands that can be run, from the same tree. */
export function listCommands(command) {
  return command.commands.flatMap((child) => (child.commands.length === 0 ? [child] : listCommands(child)));
}
