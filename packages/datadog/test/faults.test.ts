import { describeVendorFaults } from '../../overt/test/harness/describe-vendor-faults.ts';
import { createSink } from '../src/sink.ts';
import { DATADOG } from './harness/datadog.ts';

describeVendorFaults(DATADOG, createSink);
