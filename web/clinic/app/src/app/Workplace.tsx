import '@mantine/dates/styles.css';
import '@mantine/spotlight/styles.css';
import { lazy, Suspense, useState } from 'react';
import { Redirect, Route, Switch } from 'wouter';
import { AgendaPage } from '../agenda/AgendaPage.tsx';
import { AttentionPage } from '../attention/AttentionPage.tsx';
import { SyncPage } from '../attention/SyncPage.tsx';
import { SyncCenter } from '../attention/SyncCenter.tsx';
import { PatientsPage } from '../patients/PatientsPage.tsx';
import { PractitionersPage } from '../practitioners/PractitionersPage.tsx';
import { LiveChanges } from '../resources/LiveChanges.tsx';
import { FreshnessContext, ListFreshness } from '../resources/freshness.ts';
import { ResourceProviders } from '../resources/ResourceProviders.tsx';
import { mayManage, type Person } from '../session/person.ts';
import { PersonContext, usePerson } from '../session/useSession.ts';
import { WaitingPage } from '../waiting/WaitingPage.tsx';
import { DialogHost } from '../dialogs/DialogHost.tsx';
import { LoadingRows } from './ListState.tsx';
import { DialogsProvider } from '../dialogs/dialogs.tsx';
import { NotFound } from './NotFound.tsx';
import { paths } from './paths.ts';
import { Shell } from './Shell.tsx';

/** Records, windows and pages of one person: nothing of it is there for the next one. */
export function Workplace({ person }: { person: Person }) {
  const [freshness] = useState(() => new ListFreshness(person.id, Date.now()));
  return (
    <PersonContext value={person}>
      <FreshnessContext value={freshness}>
        <ResourceProviders>
          <LiveChanges />
          <DialogsProvider>
            <SyncCenter>
              <Shell>
                <Suspense fallback={<LoadingRows />}>
                  <Pages />
                </Suspense>
              </Shell>
              <DialogHost />
            </SyncCenter>
          </DialogsProvider>
        </ResourceProviders>
      </FreshnessContext>
    </PersonContext>
  );
}

/** Seldom needed. */
const OwnAccountPage = lazy(async () => ({
  default: (await import('../account/OwnAccountPage.tsx')).OwnAccountPage,
}));
/** And by the management alone. */
const AccountsPage = lazy(async () => ({
  default: (await import('../management/AccountsPage.tsx')).AccountsPage,
}));
const AuditPage = lazy(async () => ({
  default: (await import('../management/AuditPage.tsx')).AuditPage,
}));

function Pages() {
  const person = usePerson();
  return (
    <Switch>
      <Route path="/">
        <Redirect to={paths.agenda} replace />
      </Route>
      <Route path={paths.agenda} component={AgendaPage} />
      <Route path={paths.waiting} component={WaitingPage} />
      <Route path={`${paths.patients}/:id?`}>{({ id }) => <PatientsPage openId={id} />}</Route>
      <Route path={paths.practitioners} component={PractitionersPage} />
      <Route path={paths.attention} component={AttentionPage} />
      <Route path={paths.sync} component={SyncPage} />
      <Route path={paths.ownAccount} component={OwnAccountPage} />
      {mayManage(person) && <Route path={paths.accounts} component={AccountsPage} />}
      {mayManage(person) && <Route path={paths.audit} component={AuditPage} />}
      <Route component={NotFound} />
    </Switch>
  );
}
