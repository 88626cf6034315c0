import { sentry } from '@overt/sentry';
import { defineTelemetry } from 'overt';
import { BUILD } from './build.js';
import { readConfig } from './config.js';
import { agoraConsent } from './consent.js';
import { AUTH_CODES } from './errors.js';

const { AGORA_RELEASE = '', AGORA_AGENT = '' } = process.env;
const RELEASE = /^[\w.+-]{1,64}$/;

// Overt reads what most agents agree on. A name that is none becomes `other`.
if (AGORA_AGENT !== '') process.env.AI_AGENT = AGORA_AGENT;

/** All that Agora tells: errors, with what the plan's six fields say. */
export const telemetry = defineTelemetry({
  tool: 'agora',
  // Who repackages Agora may name the release; what is no name of one must not keep Agora from starting.
  version: RELEASE.test(AGORA_RELEASE) ? AGORA_RELEASE : BUILD.version,
  tags: BUILD.commit === '' ? {} : { commit: BUILD.commit },
  environment: BUILD.environment,
  environmentVariable: 'AGORA_SENTRY_ENVIRONMENT',
  consent: {
    ...agoraConsent(readConfig()),
    // Without a DSN there is nothing to ask about.
    ...(BUILD.dsn === '' ? { default: 'off' } : {}),
  },
  sinks: [
    sentry({
      dsn: BUILD.dsn,
      deletion: {
        kind: 'none',
        text: 'Reports there are removed after 90 days; before that, ask in the forum and quote their references.',
      },
    }),
  ],
  // Who has no session is no fault of ours.
  errors: { expected: Object.fromEntries(AUTH_CODES.map((code) => [code, 'auth'])) },
});
