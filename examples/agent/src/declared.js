import { count } from 'overt';

/** What this agent tells about its use, wherever that goes. It is off until its user says yes: `errand telemetry enable`. */
export const DECLARED = {
  tool: 'errand',
  version: '0.2.0',
  consent: { default: 'ask' },
  // A conversation may last for hours: it delivers from within.
  delivery: {
    mode: 'background',
    intervalMs: Number(process.env['ERRAND_DELIVERY_INTERVAL_MS'] ?? 300_000),
  },
  // Only these names are recorded as they are.
  agents: {
    agents: ['lead', 'reader'],
    tools: ['list_files', 'read_file', 'run_command', 'delegate'],
    models: ['script-large', 'script-small'],
  },
  // A command that its user does not allow is no fault.
  errors: { expected: { DeniedError: 'denied' } },
  events: {
    'errand.done': {
      why: 'To see how many requests to a model an errand takes.',
      owner: 'errand maintainers',
      expires: 'never',
      fields: { turns: count() },
    },
  },
};
