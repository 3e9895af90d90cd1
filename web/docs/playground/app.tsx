import { useState, useSyncExternalStore } from 'react';
import { getMutationQueue } from 'synchrone';
import { SyncInspector, SyncNotices, SyncStatus } from 'synchrone/ui';
import 'synchrone/ui/styles.css';
import { conditions, type Condition } from './conditions.ts';
import { describerOf } from './describer.ts';
import { Patients, Provider, usePatients } from './patients.tsx';
import { server } from './server.ts';
import { words, type Words } from './words.ts';

export interface PlaygroundProps {
  language: 'en' | 'fr';
  /** Address of the page that is the second tab; null: this is the second tab. */
  secondTab: string | null;
}

export function Playground({ language, secondTab }: PlaygroundProps) {
  const [hasTab, setHasTab] = useState(false);
  const said = words[language];
  const describer = describerOf(language);
  return (
    <Provider>
      {secondTab !== null && (
        <Switches words={said} hasTab={hasTab} onTab={() => setHasTab(!hasTab)} />
      )}
      <SyncStatus language={language} />
      <SyncNotices language={language} describer={describer} />
      <div className="playground-columns">
        <Patients words={said} />
        <div className="playground-side">
          <SyncInspector language={language} describer={describer} />
          <Server words={said} />
        </div>
      </div>
      {hasTab && secondTab !== null && (
        <iframe className="playground-tab" title={said.secondTab} src={secondTab} />
      )}
    </Provider>
  );
}

const kSwitches: Condition[] = ['offline', 'slow', 'refuse', 'conflict', 'lose'];

function Switches(props: { words: Words; hasTab: boolean; onTab: () => void }) {
  const { words: said, hasTab, onTab } = props;
  const now = useSyncExternalStore(conditions.subscribe, conditions.get);
  return (
    <fieldset className="playground-switches">
      <legend>{said.switches}</legend>
      {kSwitches.map((name) => (
        <button
          key={name}
          aria-pressed={now[name]}
          title={name === 'offline' || name === 'slow' ? undefined : said.hints[name]}
          onClick={() => conditions.set(name, !now[name])}
        >
          {said.conditions[name]}
        </button>
      ))}
      <button aria-pressed={hasTab} onClick={onTab}>
        {hasTab ? said.closeTab : said.secondTab}
      </button>
      <Reset words={said} />
    </fieldset>
  );
}

function Reset({ words: said }: { words: Words }) {
  const { getAll } = usePatients();
  const reset = async () => {
    const queue = getMutationQueue();
    conditions.clear();
    await queue.clear();
    await queue.discardAll(() => true);
    server.reset();
    await getAll();
  };
  return (
    <button className="playground-reset" onClick={() => void reset().catch(() => undefined)}>
      {said.reset}
    </button>
  );
}

function Server({ words: said }: { words: Words }) {
  const { patients, log } = useSyncExternalStore(server.subscribe, server.get);
  return (
    <section className="playground-server" aria-label={said.server}>
      <h3>{said.server}</h3>
      <p>
        {said.has(patients.length)}{' '}
        {patients.map(({ name, city }) => `${name} (${city})`).join(', ')}
      </p>
      <ol>
        {log.map(({ method, path, status }, index) => (
          <li key={index} data-status={status}>
            <code>
              {method} {path.replace('/playground-api', '')}
            </code>{' '}
            {status === 'lost' ? said.lost : status}
          </li>
        ))}
      </ol>
    </section>
  );
}
