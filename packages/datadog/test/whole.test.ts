import { join } from 'node:path';
import { describeVendorRuns } from '../../overt/test/harness/describe-vendor-runs.ts';
import { DATADOG } from './harness/datadog.ts';

describeVendorRuns(DATADOG, join(import.meta.dirname, 'fixtures/tool.mjs'));
