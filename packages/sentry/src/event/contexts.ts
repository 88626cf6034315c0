import type { EventRun } from 'overt';
import type { Contexts } from '@sentry/core';

/** The names by which Sentry knows systems. */
const SYSTEMS: Readonly<Record<string, string>> = { linux: 'Linux', darwin: 'macOS', win32: 'Windows' };

/** What is known of the system: names and versions, nothing that tells one machine from another. */
export function makeContexts(resource: EventRun['resource']): Contexts {
  const { tool, version, os, osVersion, arch, runtime, runtimeVersion } = resource as Readonly<
    Record<string, string | undefined>
  >;
  return compact({
    app: compact({ app_name: tool, app_version: version }),
    os: os === undefined ? undefined : compact({ name: SYSTEMS[os] ?? os, version: osVersion }),
    runtime: runtime === undefined ? undefined : compact({ name: runtime, version: runtimeVersion }),
    device: arch === undefined ? undefined : { arch },
  });
}

function compact<Value>(fields: Readonly<Record<string, Value | undefined>>): Record<string, Value> {
  return Object.fromEntries(
    Object.entries(fields).filter((entry): entry is [string, Value] => entry[1] !== undefined),
  );
}
