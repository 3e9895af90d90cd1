import { MantineProvider } from '@mantine/core';
import { DatesProvider } from '@mantine/dates';
import { useState } from 'react';
import { Redirect, Route, Switch } from 'wouter';
import { AgendaPage } from '../agenda/AgendaPage.tsx';
import { AttentionPage } from '../attention/AttentionPage.tsx';
import { SyncPage } from '../attention/SyncPage.tsx';
import { SyncCenter } from '../attention/SyncCenter.tsx';
import { LanguageProvider, useLanguage } from '../i18n/LanguageProvider.tsx';
import { PatientsPage } from '../patients/PatientsPage.tsx';
import { PractitionersPage } from '../practitioners/PractitionersPage.tsx';
import { LiveChanges } from '../resources/LiveChanges.tsx';
import { FreshnessContext, ListFreshness } from '../resources/freshness.ts';
import { ResourceProviders } from '../resources/ResourceProviders.tsx';
import type { Person } from '../session/person.ts';
import { SignInPage } from '../session/SignInPage.tsx';
import { PersonContext, useSession } from '../session/useSession.ts';
import { WaitingPage } from '../waiting/WaitingPage.tsx';
import { ClockProvider } from './clock.tsx';
import { DialogHost } from './DialogHost.tsx';
import { DialogsProvider } from './dialogs.tsx';
import { ErrorBoundary } from './ErrorBoundary.tsx';
import { NotFound } from './NotFound.tsx';
import { paths } from './paths.ts';
import { Shell } from './Shell.tsx';
import { cssVariables, theme } from './theme.ts';

/** The clinic: language and theme around the sign-in, or around the pages of whoever is signed in. */
export function App() {
  return (
    <MantineProvider theme={theme} cssVariablesResolver={cssVariables} defaultColorScheme="auto">
      <LanguageProvider>
        <ErrorBoundary>
          <LocalisedApp />
        </ErrorBoundary>
      </LanguageProvider>
    </MantineProvider>
  );
}

function LocalisedApp() {
  const { messages } = useLanguage();
  const state = useSession();
  const locale = messages.locale === 'en' ? 'en-gb' : messages.locale;
  return (
    <DatesProvider settings={{ locale, firstDayOfWeek: 1, weekendDays: [0, 6] }}>
      <ClockProvider>
        {state.status === 'signed-in' ? (
          <Workplace key={state.person.id} person={state.person} />
        ) : (
          <SignInPage farewell={state.farewell} />
        )}
      </ClockProvider>
    </DatesProvider>
  );
}

/** Records, windows and pages of one person: nothing of it is there for the next one. */
function Workplace({ person }: { person: Person }) {
  const [freshness] = useState(() => new ListFreshness(person.id, Date.now()));
  return (
    <PersonContext value={person}>
      <FreshnessContext value={freshness}>
        <ResourceProviders>
          <LiveChanges />
          <DialogsProvider>
            <SyncCenter>
              <Shell>
                <Pages />
              </Shell>
              <DialogHost />
            </SyncCenter>
          </DialogsProvider>
        </ResourceProviders>
      </FreshnessContext>
    </PersonContext>
  );
}

function Pages() {
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
      <Route component={NotFound} />
    </Switch>
  );
}
