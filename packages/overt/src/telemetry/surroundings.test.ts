import { describe, expect, it } from 'vitest';
import { checkSurroundings, describeSurroundings, resolveSurroundings } from './surroundings.ts';

const VARIABLE = 'SCAN_TELEMETRY';

function environmentOf(options: object, env: Record<string, string> = {}): string | undefined {
  return describeSurroundings(resolveSurroundings(options), [env, VARIABLE])['environment'];
}

describe('the environment of a run', () => {
  it.for<readonly [string, object, Record<string, string>, string | undefined]>([
    ['none, where nobody says anything', {}, {}, undefined],
    ['that of the build', { environment: 'production' }, {}, 'production'],
    ['that of the user', { environment: 'production' }, { SCAN_TELEMETRY_ENVIRONMENT: 'staging' }, 'staging'],
    ['that of the variable that the tool had', { environmentVariable: 'OLD' }, { OLD: 'ci-main' }, 'ci-main'],
    [
      'that of the old variable, if both are set',
      { environmentVariable: 'OLD' },
      { OLD: 'ci-main', SCAN_TELEMETRY_ENVIRONMENT: 'staging' },
      'ci-main',
    ],
    ['never production by a variable', {}, { SCAN_TELEMETRY_ENVIRONMENT: 'production' }, undefined],
    [
      'that of the build where a variable says production',
      { environment: 'nightly' },
      { SCAN_TELEMETRY_ENVIRONMENT: 'production' },
      'nightly',
    ],
    [
      'that of the build where a variable is empty',
      { environment: 'nightly' },
      { SCAN_TELEMETRY_ENVIRONMENT: '' },
      'nightly',
    ],
    ['none, where the build left it empty', { environment: '' }, {}, undefined],
    ['not what is no short name', {}, { SCAN_TELEMETRY_ENVIRONMENT: 'My Laptop' }, undefined],
    ['not that of another program', {}, { SENTRY_ENVIRONMENT: 'theirs', NODE_ENV: 'development' }, undefined],
  ])('is %s', ([, options, env, expected]) => {
    expect(environmentOf(options, env)).toBe(expected);
  });

  it('comes with what the tool is a part of', () => {
    const context = { name: 'desktop', version: '2.3.1' };
    expect(describeSurroundings(resolveSurroundings({ context }), [{}, VARIABLE])).toEqual({
      contextName: 'desktop',
      contextVersion: '2.3.1',
    });
  });

  it.each([
    [{ environment: 'My Laptop' }, /`environment` option/],
    [{ environment: 7 }, /`environment` option/],
    [{ environmentVariable: '' }, /`environmentVariable` option/],
    [{ context: { name: 'Desk Top', version: '1' } }, /`context` option/],
    [{ context: { name: 'desktop' } }, /`context` option/],
    [{ context: null }, /`context` option/],
  ])('is refused as %j', (options, message) => {
    expect(() => checkSurroundings(options as never)).toThrow(message);
  });
});
