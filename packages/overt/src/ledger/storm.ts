/** When a report was let through, and what it was about, where that is known. */
export type AdmittedReport = readonly [at: number, fingerprint: string];

/** The tenth report of a fault in a day tells what the first did. */
const MAX_OF_A_KIND = 10;
/**
 * A tool that is broken altogether does not take more of its user's network, nor of its author's receiver. So many reports, and so
 * many of what has none: a network that is gone all day does not keep a crash back.
 */
const MAX_REPORTS = 100;
const WINDOW_MS = 24 * 60 * 60 * 1000;

/**
 * Lets a report through unless too many were in the last 24 hours. Answers those of that time, the new one among them, or
 * undefined. One that has no fingerprint (an empty text) counts only towards all of that sort.
 */
export function admitReport(
  admitted: readonly AdmittedReport[],
  fingerprint: string,
  now: number,
): readonly AdmittedReport[] | undefined {
  // What lies ahead is from before the clock was set back.
  const recent = admitted.filter(([at]) => at <= now && now - at < WINDOW_MS);
  const same = recent.filter(([, other]) => other === fingerprint).length;
  const alike = recent.filter(([, other]) => (other === '') === (fingerprint === '')).length;
  if (alike >= MAX_REPORTS || (fingerprint !== '' && same >= MAX_OF_A_KIND)) return undefined;
  return [...recent, [now, fingerprint]];
}
