import { MantineProvider } from '@mantine/core';
import { DatesProvider } from '@mantine/dates';
import { Redirect, Route, Switch } from 'wouter';
import { AgendaPage } from '../agenda/AgendaPage.tsx';
import { AttentionPage } from '../attention/AttentionPage.tsx';
import { SyncPage } from '../attention/SyncPage.tsx';
import { SyncCenter } from '../attention/SyncCenter.tsx';
import { LanguageProvider, useLanguage } from '../i18n/LanguageProvider.tsx';
import { PatientsPage } from '../patients/PatientsPage.tsx';
import { PractitionersPage } from '../practitioners/PractitionersPage.tsx';
import { ResourceProviders } from '../resources/ResourceProviders.tsx';
import { ClockProvider } from './clock.tsx';
import { DialogHost } from './DialogHost.tsx';
import { DialogsProvider } from './dialogs.tsx';
import { ErrorBoundary } from './ErrorBoundary.tsx';
import { NotFound } from './NotFound.tsx';
import { paths } from './paths.ts';
import { Shell } from './Shell.tsx';
import { cssVariables, theme } from './theme.ts';

/** The clinic: language, theme, records and windows around the pages. */
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
  const locale = messages.locale === 'en' ? 'en-gb' : messages.locale;
  return (
    <DatesProvider settings={{ locale, firstDayOfWeek: 1, weekendDays: [0, 6] }}>
      <ClockProvider>
        <ResourceProviders>
          <DialogsProvider>
            <SyncCenter>
              <Shell>
                <Pages />
              </Shell>
              <DialogHost />
            </SyncCenter>
          </DialogsProvider>
        </ResourceProviders>
      </ClockProvider>
    </DatesProvider>
  );
}

function Pages() {
  return (
    <Switch>
      <Route path="/">
        <Redirect to={paths.agenda} replace />
      </Route>
      <Route path={paths.agenda} component={AgendaPage} />
      <Route path={`${paths.patients}/:id?`}>{({ id }) => <PatientsPage openId={id} />}</Route>
      <Route path={paths.practitioners} component={PractitionersPage} />
      <Route path={paths.attention} component={AttentionPage} />
      <Route path={paths.sync} component={SyncPage} />
      <Route component={NotFound} />
    </Switch>
  );
}
