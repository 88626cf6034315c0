import type { Finding, Report } from './run-rules.ts';
import { showPath } from './paths.ts';

/** The report for a person at a terminal: one line a finding, then the counts. */
export function renderForPeople({ findings, suppressed, notes }: Report, folder: string): string {
  const lines = findings.map((finding) => renderFinding(finding, folder));
  const counts = [
    counted(findings.filter(({ severity }) => severity === 'error').length, 'error'),
    counted(findings.filter(({ severity }) => severity === 'warning').length, 'warning'),
  ].join(', ');
  const aside = suppressed.length === 0 ? '' : ` (${suppressed.length} suppressed)`;
  return [...lines, ...notes.map((note) => `Note: ${note}`), `${counts}${aside}`]
    .map((line) => `${line}\n`)
    .join('');
}

function renderFinding({ place, severity, rule, message, event, field }: Finding, folder: string): string {
  const where = `${showPath(folder, place.file)}:${place.line}:${place.column}`;
  const what = [event, field].filter((part) => part !== undefined).join(' / ');
  return `${where}  ${severity}  ${rule}  ${what === '' ? '' : `${what}: `}${message}`;
}

function counted(number: number, word: string): string {
  return `${number} ${word}${number === 1 ? '' : 's'}`;
}
