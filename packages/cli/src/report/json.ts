import type { Finding, Report } from './run-rules.ts';
import { showPath } from './paths.ts';

/** The report for programs. Fields may be added; none is renamed within a version. */
export function renderJson({ findings, suppressed, notes }: Report, folder: string): string {
  const report = {
    version: 1,
    errors: findings.filter(({ severity }) => severity === 'error').length,
    warnings: findings.filter(({ severity }) => severity === 'warning').length,
    findings: findings.map((finding) => flatten(finding, folder)),
    suppressed: suppressed.map((finding) => ({ ...flatten(finding, folder), reason: finding.reason })),
    notes,
  };
  return `${JSON.stringify(report, null, 2)}\n`;
}

function flatten({ place, rule, severity, message, event, field }: Finding, folder: string): object {
  const { file, line, column } = place;
  return { rule, severity, message, event, field, file: showPath(folder, file), line, column };
}
