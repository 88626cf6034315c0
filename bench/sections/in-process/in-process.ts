import { EMPTY, OVERT_OFF, OVERT_ON, PEERS } from '../../variants.ts';
import { available, paragraphs, type Section } from '../section.ts';
import { callTable, CALLS_METHOD, measureCalls, medianCallUs } from './calls.ts';
import { FIRST_RUN, IMPORT_METHOD, importTable, measureImports, medianImport } from './imports.ts';

/** What the SDK costs inside the tool's process. */
export const inProcess: Section = {
  id: 'in-process',
  title: 'In process: import, set-up, cost per call',
  async run(bench) {
    const { ready, skipped } = available(bench, [EMPTY, OVERT_ON, FIRST_RUN, OVERT_OFF, ...PEERS]);
    const imports = await measureImports(bench, ready);
    const calls = await measureCalls(
      bench,
      ready.filter((variant) => variant !== FIRST_RUN && variant !== EMPTY),
    );
    return {
      text: paragraphs(IMPORT_METHOD, importTable(imports), CALLS_METHOD, callTable(calls), skipped),
      measured: {
        importOnMs: medianImport(imports, OVERT_ON),
        importOffMs: medianImport(imports, OVERT_OFF),
        recordUs: medianCallUs(calls, OVERT_ON),
      },
    };
  },
};
