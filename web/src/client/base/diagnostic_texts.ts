export { texts } from './messages/diagnostics.js';
