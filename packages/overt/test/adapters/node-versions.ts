/** Why something that needs Node `major` cannot be run, if it cannot. */
export function whyNotBelow(major: number): string | undefined {
  const own = Number(process.versions.node.split('.')[0]);
  return own >= major ? undefined : `it needs Node ${major}, and this is ${process.version}`;
}
