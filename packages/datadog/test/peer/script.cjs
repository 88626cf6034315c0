// Sends two logs with Datadog's own client, as its users write them: an event and an error. DATADOG_URL is where to.
const { client, v2 } = require(process.env.DATADOG_CLIENT);

const configuration = client.createConfiguration({
  authMethods: { apiKeyAuth: process.env.DATADOG_KEY },
  baseServer: new client.BaseServerConfiguration(process.env.DATADOG_URL, {}),
});

const common = {
  ddsource: 'nodejs',
  ddtags: 'version:1.2.3,tool:scan,os:linux,arch:x64',
  hostname: 'i-012345678',
  service: 'scan',
};

const body = [
  {
    ...common,
    message: 'command.invocation (scan deep)',
    additionalProperties: {
      status: 'info',
      timestamp: 1_732_000_000_000,
      duration: 25_000_000,
      logger: { name: 'winston' },
    },
  },
  {
    ...common,
    message: 'crash: StoreError: cannot read the store (scan deep)',
    additionalProperties: {
      status: 'critical',
      timestamp: 1_732_000_000_000,
      logger: { name: 'winston' },
      error: {
        kind: 'StoreError',
        message: 'cannot read the store',
        stack: 'StoreError: cannot read the store\n    at read (/home/jane/scan/dist/cli.js:4:118)',
      },
    },
  },
];

new v2.LogsApi(configuration)
  .submitLog({ body, contentEncoding: 'gzip' })
  .then((answer) => process.stdout.write(JSON.stringify(answer)));
