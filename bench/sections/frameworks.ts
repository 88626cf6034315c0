import { COMMANDER_VARIANTS } from '../variants.ts';
import { compareRuns } from './compare-runs.ts';
import { paragraphs, type Section } from './section.ts';

const METHOD = `The whole process of a tool that is written with commander, in milliseconds over the one without telemetry, paired within each round. The
adapter is one more module that Node has to find and link; it walks the tree of commands when the tool parses, and registers \`telemetry\`, whose
twelve commands are made when somebody asks for them.`;

/** What the adapter of a framework costs over the same tool with its commands wrapped by hand. */
export const frameworks: Section = {
  id: 'frameworks',
  title: 'Tools written with a framework',
  run: async (bench) => ({
    text: paragraphs(METHOD, await compareRuns(bench, COMMANDER_VARIANTS, 'x no telemetry')),
  }),
};
