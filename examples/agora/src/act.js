import { labelOf } from './tree.js';

/** Makes a command of a function of its arguments and options: asks about telemetry if that is due, then runs it. */
export function act(body) {
  return async (...given) => {
    const command = given.pop();
    const words = given.slice(0, -1);
    const options = command.optsWithGlobals();
    // Loaded when a command runs: what it finds in config.json then holds for the whole run.
    const { telemetry } = await import('./telemetry.js');
    if (mayAsk()) await telemetry.introduce(options.json === true ? { isMachineReadable: true } : {});
    await telemetry.command(labelOf(command), () => body(...words, options, command));
  };
}

function mayAsk() {
  return ['', '0', 'false', undefined].includes(process.env.AGORA_NO_INPUT);
}
