/** The words that the demonstration's clinic is made of. People are invented; phone numbers are from the range that
 * the French regulator keeps for fiction, mail addresses from a reserved domain. */

/** Given names by generation: [born up to this year, women, men]. */
export const givenNames: ReadonlyArray<readonly [number, readonly string[], readonly string[]]> = [
  [
    1955,
    ['Monique', 'Françoise', 'Jacqueline', 'Nicole', 'Danielle', 'Michèle', 'Colette', 'Simone', 'Odile', 'Geneviève'],
    ['Jean', 'Michel', 'André', 'Bernard', 'Claude', 'Jacques', 'Gérard', 'Roger', 'Robert', 'Marcel'],
  ],
  [
    1975,
    ['Sylvie', 'Isabelle', 'Catherine', 'Nathalie', 'Véronique', 'Christine', 'Valérie', 'Sandrine', 'Fatima', 'Corinne'],
    ['Philippe', 'Patrick', 'Pascal', 'Thierry', 'Éric', 'Christophe', 'Laurent', 'Frédéric', 'Mohamed', 'Olivier'],
  ],
  [
    1998,
    ['Aurélie', 'Céline', 'Émilie', 'Julie', 'Marie', 'Laura', 'Élodie', 'Camille', 'Leïla', 'Mélanie'],
    ['Nicolas', 'Julien', 'Sébastien', 'Guillaume', 'Maxime', 'Thomas', 'Romain', 'Karim', 'Antoine', 'Kévin'],
  ],
  [
    9999,
    ['Emma', 'Louise', 'Jade', 'Alice', 'Chloé', 'Inès', 'Léna', 'Zoé', 'Anaïs', 'Romane'],
    ['Gabriel', 'Raphaël', 'Léo', 'Louis', 'Hugo', 'Adam', 'Nathan', 'Noé', 'Yanis', 'Maël'],
  ],
];

/** Family names, common ones first. */
export const familyNames: readonly string[] = [
  'Martin', 'Bernard', 'Dubois', 'Thomas', 'Robert', 'Richard', 'Petit', 'Durand', 'Leroy', 'Moreau', 'Simon',
  'Laurent', 'Lefebvre', 'Michel', 'Garcia', 'David', 'Bertrand', 'Roux', 'Vincent', 'Fournier', 'Morel', 'Girard',
  'André', 'Lefèvre', 'Mercier', 'Dupont', 'Lambert', 'Bonnet', 'François', 'Martinez', 'Legrand', 'Garnier',
  'Faure', 'Rousseau', 'Blanc', 'Guérin', 'Muller', 'Henry', 'Roussel', 'Nicolas', 'Perrin', 'Morin', 'Mathieu',
  'Clément', 'Gauthier', 'Dumont', 'Lopez', 'Fontaine', 'Chevalier', 'Robin', 'Masson', 'Sanchez', 'Gérard',
  'Nguyen', 'Boyer', 'Denis', 'Lemaire', 'Duval', 'Joly', 'Gautier', 'Roger', 'Roche', 'Roy', 'Noël', 'Meyer',
  'Lucas', 'Meunier', 'Jean', 'Perez', 'Marchand', 'Dufour', 'Blanchard', 'Marie', 'Barbier', 'Brun', 'Dumas',
  'Brunet', 'Schmitt', 'Leroux', 'Colin', 'Fernandez', 'Pierre', 'Renard', 'Arnaud', 'Rolland', 'Caron', 'Aubert',
  'Giraud', 'Leclerc', 'Vidal', 'Bourgeois', 'Renaud', 'Lemoine', 'Picard', 'Gaillard', 'Philippe', 'Benali',
  'Haddad', 'Traoré', 'Diallo', 'Da Silva', 'Rossi', 'Kowalski', 'Belkacem', 'Le Gall', 'De Oliveira',
];

export const streets: readonly string[] = [
  'rue de la République', 'rue Victor-Hugo', 'avenue Jean-Jaurès', 'rue des Lilas', 'place Bellecour',
  'cours Gambetta', 'rue Paul-Bert', 'avenue Berthelot', 'montée de la Grande-Côte', 'rue Garibaldi',
  'quai Saint-Vincent', 'rue du Premier-Film', 'boulevard des Brotteaux', 'chemin de Crépieux', 'rue Mercière',
];

/** [postal code, town] around the clinic. */
export const towns: ReadonlyArray<readonly [string, string]> = [
  ['69001', 'Lyon'], ['69002', 'Lyon'], ['69003', 'Lyon'], ['69004', 'Lyon'], ['69006', 'Lyon'], ['69007', 'Lyon'],
  ['69008', 'Lyon'], ['69100', 'Villeurbanne'], ['69300', 'Caluire-et-Cuire'], ['69500', 'Bron'],
  ['69200', 'Vénissieux'], ['69600', 'Oullins-Pierre-Bénite'], ['69130', 'Écully'], ['69110', 'Sainte-Foy-lès-Lyon'],
];

export const allergies: readonly string[] = [
  'Pénicilline', 'Arachide', 'Pollens de graminées', 'Latex', 'Aspirine', 'Fruits à coque', 'Iode', 'Acariens',
];

/** One practitioner of the clinic. `minutes` are the usual lengths of an appointment. */
export interface PractitionerWords {
  readonly title: string;
  readonly first: string;
  readonly last: string;
  readonly specialty: string;
  readonly color: string;
  readonly minutes: readonly number[];
  readonly reasons: readonly string[];
}

const general = [
  'Consultation', 'Renouvellement d’ordonnance', 'Suivi de tension', 'Certificat médical', 'Fièvre et toux',
  'Douleurs lombaires', 'Vaccination antigrippale', 'Bilan annuel', 'Résultats d’analyses',
];

export const staff: readonly PractitionerWords[] = [
  { title: 'Dr', first: 'Hélène', last: 'Marchetti', specialty: 'Médecine générale', color: '#1c7ed6', minutes: [15, 20, 20, 30], reasons: general },
  { title: 'Dr', first: 'Samir', last: 'Benkirane', specialty: 'Médecine générale', color: '#1098ad', minutes: [15, 20, 30], reasons: general },
  { title: 'Dr', first: 'Paul', last: 'Vasseur', specialty: 'Pédiatrie', color: '#f08c00', minutes: [20, 30], reasons: ['Visite du 9e mois', 'Vaccination', 'Fièvre', 'Otite', 'Courbe de croissance', 'Certificat de sport'] },
  { title: 'Dr', first: 'Anne-Sophie', last: 'Delorme', specialty: 'Cardiologie', color: '#e03131', minutes: [30, 45], reasons: ['Électrocardiogramme', 'Suivi d’hypertension', 'Échographie cardiaque', 'Palpitations', 'Bilan préopératoire'] },
  { title: 'Dr', first: 'Thomas', last: 'Nguyen', specialty: 'Dermatologie', color: '#9c36b5', minutes: [15, 20], reasons: ['Contrôle de grains de beauté', 'Eczéma', 'Acné', 'Psoriasis', 'Cryothérapie'] },
  { title: 'Dr', first: 'Claire', last: 'Fontanel', specialty: 'Gynécologie', color: '#c2255c', minutes: [20, 30], reasons: ['Suivi de grossesse', 'Frottis de dépistage', 'Contraception', 'Échographie'] },
  { title: 'Mme', first: 'Inès', last: 'Carvalho', specialty: 'Kinésithérapie', color: '#2f9e44', minutes: [30], reasons: ['Rééducation du genou', 'Rééducation de l’épaule', 'Lombalgie', 'Kinésithérapie respiratoire'] },
  { title: 'M.', first: 'Julien', last: 'Aubry', specialty: 'Psychologie', color: '#5f3dc4', minutes: [45, 60], reasons: ['Entretien de suivi', 'Premier entretien', 'Bilan psychologique'] },
];

export const findings: readonly string[] = [
  'Examen clinique sans particularité. Constantes normales.',
  'Tension 135/85, fréquence cardiaque 72. Poursuite du traitement en cours.',
  'Amélioration nette depuis la dernière consultation. Revoir dans trois mois.',
  'Douleur à la palpation, mobilité conservée. Repos et antalgiques de palier 1.',
  'Bilan sanguin prescrit : NFS, CRP, glycémie à jeun, bilan lipidique.',
  'Auscultation claire. Traitement symptomatique, reconsulter si la fièvre dure plus de 48 heures.',
];

export const diagnoses: readonly string[] = [
  'Hypertension artérielle', 'Rhinopharyngite', 'Lombalgie commune', 'Diabète de type 2', 'Eczéma atopique',
  'Migraine', 'Asthme léger', 'Entorse de la cheville',
];
