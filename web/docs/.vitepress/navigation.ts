// Titles of the pages in both languages, in the order of the side bar.
interface Entry {
  link: string;
  en: string;
  fr: string;
}
interface Group {
  en: string;
  fr: string;
  entries: Entry[];
}

const entry = (link: string, en: string, fr = en): Entry => ({ link, en, fr });

const groups: Group[] = [
  {
    en: 'Begin',
    fr: 'Commencer',
    entries: [
      entry('/why', 'Why', 'Pourquoi'),
      entry('/start', 'In 60 seconds', 'En 60 secondes'),
      entry('/playground', 'Playground', 'Bac à sable'),
      entry('/coming-from', 'Coming from…', 'Venir de…'),
    ],
  },
  {
    en: 'Guides',
    fr: 'Guides',
    entries: [
      entry('/guide/existing-contexts', 'Existing contexts', 'Contextes existants'),
      entry('/guide/forms', 'Forms', 'Formulaires'),
      entry('/guide/lists', 'Lists and filters', 'Listes et filtres'),
      entry('/guide/data-layers', 'Data layers', 'Couches de données'),
      entry('/guide/offline-start', 'Starting offline', 'Démarrer hors ligne'),
      entry('/guide/sign-in', 'Sign-in, shared workstations', 'Connexion, postes partagés'),
      entry('/guide/conflicts', 'Conflicts and refusals', 'Conflits et refus'),
      entry('/guide/not-sent', 'A change is not sent', 'Un changement n’est pas envoyé'),
      entry('/guide/audit', 'Audit trail', 'Piste d’audit'),
      entry('/guide/encryption', 'Encryption', 'Chiffrement'),
      entry('/guide/testing', 'Testing', 'Tests'),
      entry('/guide/server-rendering', 'Server rendering, Next', 'Rendu serveur, Next'),
      entry('/guide/streaming', 'The module as a file', 'Le module en fichier'),
    ],
  },
  {
    en: 'Recipes for APIs',
    fr: 'Recettes par API',
    entries: [
      entry('/recipes/', 'Which options', 'Quelles options'),
      entry('/recipes/plain', 'Plain JSON', 'JSON simple'),
      entry('/recipes/django', 'Django REST framework'),
      entry('/recipes/rails', 'Rails'),
      entry('/recipes/laravel', 'Laravel'),
      entry('/recipes/spring', 'Spring'),
      entry('/recipes/mongoose', 'Express, Mongoose'),
      entry('/recipes/strapi', 'Strapi'),
      entry('/recipes/directus', 'Directus'),
      entry('/recipes/php', 'PHP'),
      entry('/recipes/postgrest', 'PostgREST'),
      entry('/recipes/jsonapi', 'JSON:API'),
      entry('/recipes/aspnet', 'ASP.NET'),
      entry('/recipes/fhir', 'FHIR R4'),
      entry('/recipes/json-server', 'json-server'),
      entry('/recipes/remult', 'Remult'),
    ],
  },
  {
    en: 'Reference',
    fr: 'Référence',
    entries: [
      entry('/reference/server', 'What the server promises', 'Ce que promet le serveur'),
      entry('/reference/errors', 'Errors', 'Erreurs'),
      entry('/reference/browsers', 'Browsers, CSP, sizes', 'Navigateurs, CSP, tailles'),
    ],
  },
];

/** Made from the doc comments, which are in English: one set of pages for both languages. */
const api = {
  text: 'API',
  collapsed: true,
  items: ['synchrone', 'core', 'ui', 'query', 'streaming', 'whole', 'testing'].map((name) => ({
    text: name === 'synchrone' ? name : `synchrone/${name}`,
    link: `/reference/api/${name}`,
  })),
};

function localized(language: 'en' | 'fr') {
  const home = language === 'en' ? '' : '/fr';
  const sidebar = groups.map((group) => ({
    text: group[language],
    items: group.entries.map(({ link, ...titles }) => ({
      text: titles[language],
      link: home + link,
    })),
  }));
  const top = [groups[1], groups[2], groups[3]].flatMap((group) =>
    group?.entries[0] ? [{ text: group[language], link: home + group.entries[0].link }] : [],
  );
  return { sidebar: [...sidebar, api], nav: [...top, sandbox(home, language)] };
}

function sandbox(home: string, language: 'en' | 'fr') {
  return { text: language === 'en' ? 'Playground' : 'Bac à sable', link: `${home}/playground` };
}

export const navigation = {
  en: {
    description: 'Durable, optimistic mutations for React apps of medical clinics',
    themeConfig: localized('en'),
  },
  fr: {
    description: 'Des changements optimistes et durables pour les applications React de cliniques',
    themeConfig: {
      ...localized('fr'),
      outline: { level: [2, 3] as [number, number], label: 'Sur cette page' },
      docFooter: { prev: 'Page précédente', next: 'Page suivante' },
      darkModeSwitchLabel: 'Apparence',
      lightModeSwitchTitle: 'Passer au thème clair',
      darkModeSwitchTitle: 'Passer au thème sombre',
      sidebarMenuLabel: 'Menu',
      returnToTopLabel: 'Retour en haut',
      langMenuLabel: 'Changer de langue',
      skipToContentLabel: 'Aller au contenu',
      notFound: {
        title: 'PAGE INTROUVABLE',
        quote: 'Cette page n’existe pas, ou n’existe plus.',
        linkLabel: 'Retour à l’accueil',
        linkText: 'Retour à l’accueil',
      },
    },
  },
  frenchSearch: {
    button: { buttonText: 'Rechercher', buttonAriaLabel: 'Rechercher' },
    modal: {
      displayDetails: 'Afficher le détail',
      resetButtonTitle: 'Effacer la recherche',
      backButtonTitle: 'Fermer la recherche',
      noResultsText: 'Aucun résultat pour',
      footer: {
        selectText: 'pour ouvrir',
        navigateText: 'pour parcourir',
        closeText: 'pour fermer',
      },
    },
  },
};
