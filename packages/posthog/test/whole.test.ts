import { join } from 'node:path';
import { describeVendorRuns } from '../../overt/test/harness/describe-vendor-runs.ts';
import { POSTHOG } from './harness/posthog.ts';

describeVendorRuns(POSTHOG, join(import.meta.dirname, 'fixtures/tool.mjs'));
