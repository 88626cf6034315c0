/** By what a person can name a report: the end of its run's id, which is random, and its number there. */
export function referenceOf(run: string, seq: number): string {
  return `${run.slice(-8)}-${seq}`;
}
