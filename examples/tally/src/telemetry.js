import { bytes, collector, count, defineTelemetry, durationMs, slug } from 'overt';

/** All that this tool tells about its use. It is off until its user says yes: to the question, or with `tally telemetry enable`. */
export const telemetry = defineTelemetry({
  tool: 'tally',
  version: '1.4.2',
  consent: { default: 'ask' },
  sinks: [
    collector({
      url: process.env['TALLY_COLLECTOR_URL'] ?? 'http://127.0.0.1:4766',
      key: process.env['TALLY_COLLECTOR_KEY'] ?? 'not-set',
    }),
  ],
  delivery: {
    mode: process.env['TALLY_DELIVERY_MODE'] ?? 'detached',
    intervalMs: Number(process.env['TALLY_DELIVERY_INTERVAL_MS'] ?? 300_000),
    deadlineMs: Number(process.env['TALLY_DELIVERY_DEADLINE_MS'] ?? 1500),
  },
  events: {
    'folder.counted': {
      why: 'To see how large the folders are that we must be fast for.',
      owner: 'tally maintainers',
      expires: 'never',
      fields: { files: count(), lines: count(), size: bytes(), duration: durationMs() },
    },
    'language.seen': {
      why: 'To see which languages are worth better support.',
      owner: 'tally maintainers',
      expires: 'never',
      fields: { language: slug(), files: count() },
    },
  },
});
