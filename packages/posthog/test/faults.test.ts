import { describeVendorFaults } from '../../overt/test/harness/describe-vendor-faults.ts';
import { createSink } from '../src/sink.ts';
import { POSTHOG } from './harness/posthog.ts';

describeVendorFaults(POSTHOG, createSink);
