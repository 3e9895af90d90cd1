// A server component: the pieces of the package say themselves that they are for the browser.
import { SyncNotices } from 'synchrone/ui';
import { Patients } from './patients';

export default function Page() {
  return (
    <>
      <SyncNotices />
      <Patients />
    </>
  );
}
