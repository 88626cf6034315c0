import { followCitty } from 'overt/citty';
import { describeAdapter } from './describe-adapter.ts';

describeAdapter({ name: 'citty', follow: followCitty });
