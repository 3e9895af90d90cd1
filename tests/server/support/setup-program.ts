import { compileServer } from './compiled-server.ts';

/** Compiles the server once, for all instances that the tests of the run start. */
export default compileServer;
