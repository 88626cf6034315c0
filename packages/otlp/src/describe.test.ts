import { noop } from 'overt';
import { afterEach, describe as suite, expect, it } from 'vitest';
import manifest from '../package.json' with { type: 'json' };
import { otlp, type OtlpOptions } from './index.ts';
import { SDK } from './sdk.ts';
import type { SinkSettings } from './settings.ts';

const URL_OF_AUTHOR = 'https://otlp.example.com/otlp';
const KEY = 'secret-key';

function settingsOf(options: OtlpOptions): SinkSettings {
  return otlp(options).options as SinkSettings;
}

/** All that a project may set in order to have the data for itself. */
const HOSTILE = {
  OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9/',
  OTEL_EXPORTER_OTLP_LOGS_ENDPOINT: 'http://127.0.0.1:9/logs',
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://127.0.0.1:9/traces',
  OTEL_EXPORTER_OTLP_HEADERS: 'authorization=Bearer%20theirs,x-team=a b',
  OTEL_EXPORTER_OTLP_LOGS_HEADERS: 'x-logs=1',
  OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
  OTEL_EXPORTER_OTLP_COMPRESSION: 'none',
  OTEL_EXPORTER_OTLP_TIMEOUT: '1',
  OTEL_RESOURCE_ATTRIBUTES: 'service.name=theirs',
  OTEL_SERVICE_NAME: 'theirs',
};

function withVariables(variables: Readonly<Record<string, string>>): void {
  Object.assign(process.env, variables);
}

suite('otlp()', () => {
  afterEach(() => {
    for (const name of Object.keys(process.env)) if (name.startsWith('OTEL_')) delete process.env[name];
  });

  it.each([undefined, ''])('with the URL %j sends nothing, whatever the variables say', (url) => {
    withVariables(HOSTILE);
    expect(otlp({ url })).toEqual(noop({ name: 'otlp:nowhere' }));
    expect(otlp({ url, name: 'ours' })).toEqual(noop({ name: 'ours' }));
  });

  it('takes an attribute that is undefined for one that was not given', () => {
    const resource = { team: 'core', site: undefined } as unknown as NonNullable<OtlpOptions['resource']>;
    expect(Object.keys(settingsOf({ url: URL_OF_AUTHOR, resource }).resource ?? {})).toEqual(['team']);
  });

  it('is not told anything by variables, unless the author lets it', () => {
    const plain = otlp({ url: URL_OF_AUTHOR, runs: true });
    withVariables(HOSTILE);
    expect(otlp({ url: URL_OF_AUTHOR, runs: true })).toEqual(plain);
    expect(JSON.stringify(plain)).not.toMatch(/theirs|127\.0\.0\.1/);
    expect(otlp({ url: URL_OF_AUTHOR, runs: true, useEnvironment: true })).not.toEqual(plain);
  });

  it.each([
    ['http://127.0.0.1:4318', 'http://127.0.0.1:4318/v1/logs', 'otlp:127.0.0.1:4318'],
    ['http://127.0.0.1:4318/', 'http://127.0.0.1:4318/v1/logs', 'otlp:127.0.0.1:4318'],
    [URL_OF_AUTHOR, `${URL_OF_AUTHOR}/v1/logs`, 'otlp:otlp.example.com/otlp'],
    [`${URL_OF_AUTHOR}//`, `${URL_OF_AUTHOR}/v1/logs`, 'otlp:otlp.example.com/otlp'],
    [`${URL_OF_AUTHOR}?tenant=a`, `${URL_OF_AUTHOR}/v1/logs?tenant=a`, 'otlp:otlp.example.com/otlp'],
    ['HTTPS://[::1]:4318', 'https://[::1]:4318/v1/logs', 'otlp:[::1]:4318'],
  ])('adds the path to %s', (url, logs, name) => {
    const described = otlp({ url, runs: true });
    expect(described).toMatchObject({ kind: 'module', name });
    expect(described.options).toMatchObject({
      url: logs,
      logs: { url: logs, protocol: 'http/protobuf', gzip: true, headers: {} },
      traces: { url: logs.replace('/logs', '/traces') },
    });
  });

  it('takes whole addresses as they are, and tells of runs only when asked', () => {
    const whole = { logsUrl: 'https://logs.example.com/intake', tracesUrl: 'https://spans.example.com/' };
    expect(settingsOf({ ...whole, runs: true })).toMatchObject({
      url: whole.logsUrl,
      logs: { url: whole.logsUrl },
      traces: { url: whole.tracesUrl },
    });
    expect(otlp({ ...whole, runs: true }).name).toBe('otlp:logs.example.com/intake+spans.example.com');
    expect(settingsOf({ url: URL_OF_AUTHOR, ...whole })).not.toHaveProperty('traces');
    // Without an address for spans, none are sent.
    expect(settingsOf({ logsUrl: whole.logsUrl, runs: true })).not.toHaveProperty('traces');
  });

  it('keeps what all sinks have at the top', () => {
    const common = { filter: { level: 'errors' }, deletion: { kind: 'none', text: 'Write to us.' } } as const;
    const { options, ...top } = otlp({ url: URL_OF_AUTHOR, ...common });
    expect(top).toMatchObject(common);
    expect(JSON.stringify(options)).not.toContain('Write to us');
    expect(otlp({ url: '', ...common })).toMatchObject({ kind: 'noop', ...common });
  });

  it.each<[string, unknown]>([
    ['url', 'otlp.example.com'],
    ['url', 'ftp://otlp.example.com'],
    ['url', `${URL_OF_AUTHOR}/v1/logs`],
    ['url', 7],
    ['logsUrl', 'grpc://otlp.example.com'],
    ['tracesUrl', 'http://'],
    ['protocol', 'grpc'],
    ['gzip', 'yes'],
    ['runs', 1],
    ['useEnvironment', 'true'],
    ['headers', { 'a b': KEY }],
    ['headers', { a: `${KEY}\r\nb: c` }],
    ['headers', { a: 1 }],
    ['headers', [KEY]],
    ['resource', { a: { b: KEY } }],
    ['resource', { a: Number.NaN }],
    ['resource', { '': KEY }],
    ['resource', Object.fromEntries(Array.from({ length: 65 }, (_, index) => [`a${index}`, KEY]))],
    ['name', ''],
  ])('refuses the option %s as %j, and does not say a key', (option, value) => {
    let thrown: unknown;
    try {
      otlp({ url: URL_OF_AUTHOR, [option]: value });
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toMatchObject({ code: 'OVERT_INVALID_OPTION' });
    expect(String(thrown)).toContain(`\`${option}\``);
    expect(String(thrown)).not.toContain(KEY);
  });

  it('calls itself by the version that it has', () => {
    expect(SDK.version).toBe(manifest.version);
  });

  suite('with `useEnvironment`', () => {
    const options = { url: URL_OF_AUTHOR, headers: { Authorization: KEY }, runs: true, useEnvironment: true };

    it('goes where the variables say, without what lets the author’s tool in', () => {
      withVariables(HOSTILE);
      const settings = settingsOf(options);
      const shared = { protocol: 'http/json', gzip: false, timeoutMs: 1 };
      expect(settings).toEqual({
        url: 'http://127.0.0.1:9/logs',
        logs: { url: 'http://127.0.0.1:9/logs', headers: { 'x-logs': '1' }, ...shared },
        traces: {
          url: 'http://127.0.0.1:9/traces',
          headers: { authorization: 'Bearer theirs', 'x-team': 'a b' },
          ...shared,
        },
      });
      expect(otlp(options).name).toBe('otlp:127.0.0.1:9/logs');
    });

    it('adds the path to the address for all', () => {
      withVariables({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9/base/' });
      expect(settingsOf(options)).toMatchObject({
        logs: { url: 'http://127.0.0.1:9/base/v1/logs', headers: {} },
        traces: { url: 'http://127.0.0.1:9/base/v1/traces' },
      });
    });

    it('needs no address of the author’s', () => {
      withVariables({ OTEL_EXPORTER_OTLP_LOGS_ENDPOINT: 'http://127.0.0.1:9/logs' });
      expect(otlp({ useEnvironment: true })).toMatchObject({ kind: 'module', name: 'otlp:127.0.0.1:9/logs' });
    });

    it('keeps the author’s where only a part is said', () => {
      withVariables({ OTEL_EXPORTER_OTLP_HEADERS: 'x-team=a' });
      expect(settingsOf(options).logs).toMatchObject({
        url: `${URL_OF_AUTHOR}/v1/logs`,
        headers: { authorization: KEY, 'x-team': 'a' },
      });
    });

    it.each([
      ['ENDPOINT', ''],
      ['ENDPOINT', '  '],
      ['ENDPOINT', '127.0.0.1:4318'],
      ['ENDPOINT', 'unix:///tmp/socket'],
      ['LOGS_ENDPOINT', 'http://'],
      ['PROTOCOL', 'grpc'],
      ['COMPRESSION', 'zstd'],
      ['TIMEOUT', '-1'],
      ['TIMEOUT', 'soon'],
      ['HEADERS', 'no pair'],
      ['HEADERS', 'a b=c'],
      ['HEADERS', 'a=%0d%0ab'],
      ['HEADERS', 'a=%'],
      ['CERTIFICATE', '/tmp/theirs.pem'],
    ])('takes the author’s where %s is %j', (name, value) => {
      const plain = settingsOf(options);
      withVariables({ [`OTEL_EXPORTER_OTLP_${name}`]: value });
      expect(settingsOf(options)).toEqual(plain);
    });
  });
});
