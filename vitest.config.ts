import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['packages/*/src/**/*.test.ts', '{packages,examples}/*/test/**/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // Scenario tests start many real processes; more than one file at a time on two cores only adds noise.
    maxWorkers: 2,
  },
});
