import { CLOUD_EXAMPLES } from './cloud.ts';
import { CODE_EXAMPLES } from './code.ts';
import { MODEL_EXAMPLES } from './model.ts';
import { OTHER_EXAMPLES } from './other.ts';
import { SERVICE_EXAMPLES } from './service.ts';
import type { Example } from './example.ts';

/** By the id of the rule. */
export const EXAMPLES: Readonly<Record<string, Example>> = {
  ...CLOUD_EXAMPLES,
  ...CODE_EXAMPLES,
  ...SERVICE_EXAMPLES,
  ...MODEL_EXAMPLES,
  ...OTHER_EXAMPLES,
};
