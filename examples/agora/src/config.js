import { homePath, readHomeFile, writeHomeFile } from './home.js';

const FILE = 'config.json';
const SCHEMA_VERSION = 4;

/** Where the configuration is. */
export function configPath() {
  return homePath(FILE);
}

export function readConfig() {
  return readHomeFile(FILE);
}

/** Changes what is given, and answers the whole. */
export function updateConfig(change) {
  const config = { schemaVersion: SCHEMA_VERSION, telemetryEnabled: true, ...readConfig(), ...change };
  writeHomeFile(FILE, config);
  return config;
}
