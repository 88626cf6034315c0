import { say } from '../say.js';
import { labelOf, listCommands } from '../tree.js';

/** All commands, by the labels by which errors are reported, too. */
export function introspect(options, command) {
  const commands = listCommands(command.parent).map((found) => ({
    command: labelOf(found),
    description: found.description(),
  }));
  const lines = commands.map(({ command: label, description }) => `${label.padEnd(16)} ${description}`);
  say(options, { commands }, lines);
}
