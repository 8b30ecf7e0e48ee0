import { setGlobalOptions } from 'firebase-functions';
import { REGION } from './config.ts';

// Imported before any function is defined: options are read at definition.
setGlobalOptions({ region: REGION });
