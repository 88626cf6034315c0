/**
 * What scripts/release.js knows and a build from source does not. Without a DSN nothing is sent, and nobody is asked whether
 * it may be.
 */
export const BUILD = { version: '0.3.0', commit: '', environment: '', dsn: '' };
