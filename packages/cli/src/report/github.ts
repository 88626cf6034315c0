import type { Finding, Report } from './run-rules.ts';
import { showPath } from './paths.ts';

/**
 * The report as workflow commands, which GitHub shows beside the lines of a pull request. The escapes are those of
 * actions/toolkit, packages/core/src/command.ts.
 */
export function renderForGithub({ findings }: Report, repository: string): string {
  return findings.map((finding) => `${renderCommand(finding, repository)}\n`).join('');
}

function renderCommand({ severity, place, rule, message, event }: Finding, repository: string): string {
  const properties = {
    file: showPath(repository, place.file),
    line: String(place.line),
    col: String(place.column),
    title: `overt: ${rule}`,
  };
  const shown = Object.entries(properties).map(([name, value]) => `${name}=${escapeProperty(value)}`);
  return `::${severity} ${shown.join(',')}::${escapeData(event === undefined ? message : `${event}: ${message}`)}`;
}

function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
