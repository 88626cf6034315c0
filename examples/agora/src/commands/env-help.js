import { say } from '../say.js';
import { VARIABLES } from '../variables.js';

/** All variables that agora reads. */
export function explainVariables(options) {
  const lines = VARIABLES.map(({ name, what }) => `${name.padEnd(26)} ${what}`);
  say(options, { variables: VARIABLES }, lines);
}
