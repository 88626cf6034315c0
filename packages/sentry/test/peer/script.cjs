// One script with errors of all kinds, twice: with @sentry/node, and with what a run of ours knows of the same error.
// `script.cjs <throw|reject|handled>`; SENTRY_NODE is where @sentry/node is, if it is the one to report.
const { SENTRY_NODE, DSN } = process.env;
const Sentry = SENTRY_NODE === undefined ? undefined : require(SENTRY_NODE);
Sentry?.init({ dsn: DSN, release: 'scan@1.2.3', environment: 'production' });

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

function main() {
  read();
}

const ENDS = {
  throw: main,
  reject: () => void Promise.reject(new StoreError('rejected')),
  handled: () => {
    try {
      main();
    } catch (error) {
      if (Sentry === undefined) tell(error);
      else Sentry.captureException(error);
    }
  },
};

if (Sentry === undefined) process.on('uncaughtExceptionMonitor', tell);
ENDS[process.argv[2]]();

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
