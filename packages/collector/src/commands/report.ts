import { renderReport } from '../report/render.ts';
import type { Report } from '../report/report.ts';
import { withCollector, type FolderOptions } from './with-collector.ts';

export type ReportOptions = FolderOptions & { readonly json?: boolean };

/** `overt-collector report`. */
export async function runReport(options: ReportOptions): Promise<void> {
  const report = await withCollector<Report>(options, {
    askServer: async ({ fetch, project, keys }) =>
      (await fetch(`/v1/report?project=${project}`, keys.readKey)) as Report,
    askPipeline: (pipeline, project) => pipeline.report(project),
  });
  process.stdout.write(options.json === true ? `${JSON.stringify(report, null, 2)}\n` : renderReport(report));
}
