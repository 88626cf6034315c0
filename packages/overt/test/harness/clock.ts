/** Arguments for Node that move a tool's time of day by `shiftMs`, or as the number in a file says at each moment. */
export function withClock(shift: number | string): string[] {
  const ms = typeof shift === 'number' ? String(shift) : `Number(fs.readFileSync(${JSON.stringify(shift)}))`;
  const source = `import fs from 'node:fs'; const now = Date.now; Date.now = () => now() + ${ms};`;
  return ['--import', `data:text/javascript,${encodeURIComponent(source)}`];
}
