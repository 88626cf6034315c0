import { renderForGithub } from '../report/github.ts';
import { renderForPeople } from '../report/human.ts';
import { renderJson } from '../report/json.ts';
import { findRepository } from '../report/paths.ts';
import { runRules, type Report } from '../report/run-rules.ts';
import { renderSarif } from '../report/sarif.ts';
import { locateModule } from '../subject/locate.ts';
import { readSubject } from '../subject/read-subject.ts';
import type { Outcome } from './outcome.ts';

export type CheckOptions = {
  readonly from?: string;
  readonly against?: string;
  readonly maxWarnings?: number;
  readonly json?: true;
  readonly sarif?: true;
  readonly github?: true;
};

/** `overt check`: 0 when there are no errors and no more warnings than allowed, 1 otherwise. */
export async function runCheck(options: CheckOptions, version: string): Promise<Outcome> {
  const folder = process.cwd();
  const subject = await readSubject(locateModule(options.from, folder), options.against);
  const report = runRules(subject);
  const stdout = render(report, options, { folder, root: subject.root, version });
  return { stdout, code: isPassed(report, options.maxWarnings) ? 0 : 1 };
}

type Surroundings = { readonly folder: string; readonly root: string; readonly version: string };

function render(report: Report, { json, sarif, github }: CheckOptions, where: Surroundings): string {
  const { folder, root, version } = where;
  if (json) return renderJson(report, folder);
  if (sarif) return renderSarif(report, { repository: findRepository(root), version });
  if (github) return renderForGithub(report, findRepository(root));
  return renderForPeople(report, folder);
}

function isPassed({ findings }: Report, maxWarnings = Infinity): boolean {
  const errors = findings.filter(({ severity }) => severity === 'error').length;
  return errors === 0 && findings.length <= maxWarnings;
}
