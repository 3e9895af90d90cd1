/** What a practitioner writes after a visit: the kind of document, its text, and what was found. */
export interface VisitDocument {
  readonly kind: 'consultation' | 'prescription' | 'report' | 'measurement' | 'vaccination';
  readonly content: string;
  readonly diagnosis?: string;
}

const normal: VisitDocument = {
  kind: 'consultation',
  content: 'Examen clinique sans particularité. Constantes normales.',
};
const bloodTest: VisitDocument = {
  kind: 'prescription',
  content: 'Bilan sanguin : NFS, CRP, glycémie à jeun, bilan lipidique.',
};
const pressure: VisitDocument = {
  kind: 'measurement',
  content: 'Tension 135/85, fréquence cardiaque 72.',
  diagnosis: 'Hypertension artérielle',
};
const pressureTreatment: VisitDocument = {
  kind: 'prescription',
  content: 'Périndopril 4 mg : 1 comprimé le matin, pendant 3 mois.',
  diagnosis: 'Hypertension artérielle',
};
const painkiller = 'Paracétamol 1 g : 1 comprimé en cas de douleur, 3 par jour au plus, 5 jours.';
const fever: readonly VisitDocument[] = [
  {
    kind: 'consultation',
    content:
      'Auscultation claire. Traitement symptomatique, reconsulter si la fièvre dure plus de 48 heures.',
    diagnosis: 'Rhinopharyngite',
  },
  {
    kind: 'prescription',
    content: 'Paracétamol 15 mg/kg toutes les 6 heures en cas de fièvre, 3 jours.',
    diagnosis: 'Rhinopharyngite',
  },
];
const sportCertificate: VisitDocument = {
  kind: 'report',
  content: 'Aucune contre-indication à la pratique du sport, en compétition comprise.',
};
const ultrasound: VisitDocument = {
  kind: 'report',
  content: 'Échographie sans anomalie. Images remises à la patiente.',
};
const interview: readonly VisitDocument[] = [
  { kind: 'consultation', content: 'Sommeil meilleur, moins de tension au travail.' },
  {
    kind: 'consultation',
    content: 'Exercices de respiration faits chaque jour. Revoir dans un mois.',
  },
];
const rehabilitation = (progress: string, diagnosis: string): readonly VisitDocument[] => [
  { kind: 'consultation', content: progress, diagnosis },
  { kind: 'measurement', content: 'Douleur 3 sur 10 à l’effort, 1 au repos.', diagnosis },
];

/** By the reason of a visit: one of these documents is written after it. */
export const documentsAfter: Readonly<Record<string, readonly VisitDocument[]>> = {
  Consultation: [
    normal,
    bloodTest,
    { kind: 'prescription', content: painkiller, diagnosis: 'Migraine' },
    {
      kind: 'consultation',
      content: 'Entorse bénigne. Attelle 10 jours, reprise progressive de la marche.',
      diagnosis: 'Entorse de la cheville',
    },
  ],
  'Renouvellement d’ordonnance': [
    pressureTreatment,
    {
      kind: 'prescription',
      content: 'Metformine 850 mg : 1 comprimé matin et soir, pendant 3 mois.',
      diagnosis: 'Diabète de type 2',
    },
    {
      kind: 'prescription',
      content: 'Salbutamol 100 µg : 2 bouffées en cas de gêne, 2 inhalateurs.',
      diagnosis: 'Asthme léger',
    },
  ],
  'Suivi de tension': [pressure, pressureTreatment],
  'Certificat médical': [sportCertificate],
  'Fièvre et toux': fever,
  'Douleurs lombaires': [
    {
      kind: 'consultation',
      content: 'Douleur à la palpation, mobilité conservée. Garder une activité.',
      diagnosis: 'Lombalgie commune',
    },
    { kind: 'prescription', content: painkiller, diagnosis: 'Lombalgie commune' },
  ],
  'Vaccination antigrippale': [
    { kind: 'vaccination', content: 'Vaccin antigrippal, bras gauche. Bien toléré.' },
  ],
  'Bilan annuel': [normal, bloodTest],
  'Résultats d’analyses': [
    {
      kind: 'report',
      content: 'NFS, CRP et glycémie normales. LDL 1,45 g/L : contrôle dans un an.',
    },
  ],
  Vaccination: [
    { kind: 'vaccination', content: 'Rappel diphtérie, tétanos, coqueluche, polio. Bien toléré.' },
  ],
  Fièvre: fever,
  Otite: [
    {
      kind: 'consultation',
      content: 'Tympan congestif à droite, non bombé. Antalgiques, contrôle dans 3 jours.',
      diagnosis: 'Otite congestive',
    },
  ],
  'Courbe de croissance': [
    { kind: 'measurement', content: 'Taille et poids dans leurs couloirs habituels.' },
  ],
  'Certificat de sport': [sportCertificate],
  Électrocardiogramme: [
    {
      kind: 'report',
      content: 'Rythme sinusal à 72 par minute, sans trouble de la repolarisation.',
    },
  ],
  'Suivi d’hypertension': [pressure, pressureTreatment],
  'Échographie cardiaque': [
    { kind: 'report', content: 'Fraction d’éjection 62 %. Pas d’épanchement, valves normales.' },
  ],
  Palpitations: [
    { kind: 'prescription', content: 'Holter ECG de 24 heures.', diagnosis: 'Palpitations' },
  ],
  'Bilan préopératoire': [
    { kind: 'report', content: 'Pas de contre-indication cardiaque à l’intervention prévue.' },
  ],
  'Contrôle de grains de beauté': [
    { kind: 'consultation', content: 'Aucune lésion suspecte. Contrôle dans un an.' },
  ],
  Eczéma: [
    {
      kind: 'prescription',
      content: 'Désonide crème : 1 application le soir, 7 jours. Émollient chaque jour.',
      diagnosis: 'Eczéma atopique',
    },
  ],
  Acné: [
    {
      kind: 'prescription',
      content: 'Peroxyde de benzoyle 5 % gel : 1 application le soir, 3 mois.',
      diagnosis: 'Acné légère',
    },
  ],
  Psoriasis: [
    {
      kind: 'prescription',
      content: 'Calcipotriol et bétaméthasone gel : 1 application par jour, 4 semaines.',
      diagnosis: 'Psoriasis en plaques',
    },
  ],
  Cryothérapie: [
    { kind: 'consultation', content: 'Azote liquide sur 2 verrues. Revoir dans 3 semaines.' },
  ],
  'Suivi de grossesse': [
    { kind: 'measurement', content: 'Tension 115/70, hauteur utérine et bruits du cœur normaux.' },
    bloodTest,
  ],
  'Frottis de dépistage': [
    { kind: 'report', content: 'Frottis sans anomalie. Prochain dépistage dans 3 ans.' },
  ],
  Contraception: [
    {
      kind: 'prescription',
      content: 'Lévonorgestrel et éthinylestradiol : 1 comprimé par jour, 1 an.',
    },
  ],
  Échographie: [ultrasound],
  'Rééducation du genou': rehabilitation('Flexion 120°, marche sans canne.', 'Gonalgie'),
  'Rééducation de l’épaule': rehabilitation('Élévation 140°, sans compensation.', 'Tendinopathie'),
  Lombalgie: rehabilitation('Gainage acquis, port de charge repris.', 'Lombalgie commune'),
  'Kinésithérapie respiratoire': rehabilitation('Encombrement en baisse.', 'Bronchite'),
  'Entretien de suivi': interview,
  'Premier entretien': interview,
  'Bilan psychologique': [
    {
      kind: 'report',
      content: 'Attention et mémoire dans la moyenne. Compte rendu remis au patient.',
    },
  ],
};
