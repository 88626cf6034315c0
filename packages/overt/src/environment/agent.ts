import type { Env } from '../platform/platform.ts';

export function detectAgent(env: Env): string | undefined {
  if (env['AI_AGENT'] !== undefined) return 'other';
  return env['CLAUDECODE'] === '1' ? 'claude-code' : undefined;
}
