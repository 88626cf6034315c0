/** By what a user and the author can name a report: the end of the run's id, and the event's number in the run. */
export function referenceOf(run: string, seq: number): string {
  return `${run.slice(-8)}-${seq}`;
}
