import { Suspense, useState } from 'react';
import { Redirect, Route, Switch } from 'wouter';
import { AgendaPage } from '../agenda/AgendaPage.tsx';
import { SyncCenter } from '../attention/SyncCenter.tsx';
import { LiveChanges } from '../resources/LiveChanges.tsx';
import { FirstDayProvider } from '../resources/FirstDayProvider.tsx';
import { FreshnessContext, ListFreshness } from '../resources/freshness.ts';
import { ResourceProviders } from '../resources/ResourceProviders.tsx';
import { mayManage, type Person } from '../session/person.ts';
import { PersonContext, usePerson } from '../session/useSession.ts';
import { DialogHost } from '../dialogs/DialogHost.tsx';
import { DialogsProvider } from '../dialogs/dialogs.tsx';
import { LoadingRows } from './ListState.tsx';
import { part } from '../parts/parts.ts';
import { TheRest } from './TheRest.tsx';
import { NotFound } from './NotFound.tsx';
import { paths } from './paths.ts';
import { Shell } from '../frame/Shell.tsx';

/** Records, windows and pages of one person: nothing of them is left for the next one. */
export function Workplace({ person }: { person: Person }) {
  const [freshness] = useState(() => new ListFreshness(person.id, Date.now()));
  return (
    <PersonContext value={person}>
      <FreshnessContext value={freshness}>
        <FirstDayProvider>
          <ResourceProviders>
            <LiveChanges />
            <TheRest />
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
        </FirstDayProvider>
      </FreshnessContext>
    </PersonContext>
  );
}

const pages = () => import('../parts/other-pages.ts');
const seldom = () => import('../parts/seldom.ts');
const PatientsPage = part(async () => (await pages()).PatientsPage);
const WaitingPage = part(async () => (await pages()).WaitingPage);
const PractitionersPage = part(async () => (await pages()).PractitionersPage);
const AttentionPage = part(async () => (await pages()).AttentionPage);
const SyncPage = part(async () => (await pages()).SyncPage);
const OwnAccountPage = part(async () => (await seldom()).OwnAccountPage);
const AccountsPage = part(async () => (await seldom()).AccountsPage);
const ClinicPage = part(async () => (await seldom()).ClinicPage);
const AuditPage = part(async () => (await seldom()).AuditPage);

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
      <Route path={paths.practitioners}>
        <PractitionersPage />
      </Route>
      <Route path={paths.attention} component={AttentionPage} />
      <Route path={paths.sync} component={SyncPage} />
      <Route path={paths.ownAccount} component={OwnAccountPage} />
      {mayManage(person) && <Route path={paths.accounts} component={AccountsPage} />}
      {mayManage(person) && <Route path={paths.clinic} component={ClinicPage} />}
      {mayManage(person) && <Route path={paths.audit} component={AuditPage} />}
      <Route component={NotFound} />
    </Switch>
  );
}
