// One script with an event and errors of all kinds, twice: with posthog-node, and with what a run of ours knows of the same error.
// `script.cjs <capture|throw|reject|handled>`; POSTHOG_NODE is where posthog-node is, if it is the one to report.
const { POSTHOG_NODE, POSTHOG_HOST, POSTHOG_KEY } = process.env;
const anonymous = { $process_person_profile: false };
const client =
  POSTHOG_NODE === undefined
    ? undefined
    : new (require(POSTHOG_NODE).PostHog)(POSTHOG_KEY, {
        host: POSTHOG_HOST,
        flushAt: 1,
        enableExceptionAutocapture: process.argv[2] !== 'handled',
      });

class StoreError extends Error {
  constructor(message, options) {
    super(message, options);
    this.name = 'StoreError';
    this.code = 'E_STORE';
  }
}

function read() {
  const members = [new TypeError('first'), new RangeError('second')];
  throw new StoreError('cannot read the store', { cause: new AggregateError(members, 'both failed') });
}

const ENDS = {
  capture: () =>
    client?.capture({
      distinctId: '5f1d7a84db3c2e0917b60c4af8e3d926',
      event: 'scan.finished',
      properties: { ...anonymous, files: 3, ok: true },
      timestamp: new Date(1_732_000_000_000),
    }),
  throw: read,
  reject: () => void Promise.reject(new StoreError('rejected')),
  handled: () => {
    try {
      read();
    } catch (error) {
      if (client === undefined) tell(error);
      else client.captureException(error, '5f1d7a84db3c2e0917b60c4af8e3d926', anonymous);
    }
  },
};

if (client === undefined) process.on('uncaughtExceptionMonitor', tell);
ENDS[process.argv[2]]();
void client?.shutdown(5000);

/** The errors of a chain, each after the one that it belongs to. */
function tell(error) {
  const errors = [];
  const add = (one, links) => {
    const index =
      errors.push({ type: one.name, code: one.code, message: one.message, stack: one.stack, ...links }) - 1;
    if (one.cause instanceof Error) add(one.cause, { parent: index, relation: 'cause' });
    for (const member of one.errors ?? []) add(member, { parent: index, relation: 'member' });
  };
  add(error, {});
  process.stdout.write(JSON.stringify(errors));
}
