/// Forty sentences and their translations.
enum SmallCorpus {
  static let pairs: [(en: String, fr: String)] = [
    ("The cat sleeps on the chair.", "Le chat dort sur la chaise."),
    ("Where is the station?", "Où est la gare ?"),
    (
      "I would like a cup of coffee and a piece of the apple cake, please.",
      "Je voudrais une tasse de café et un morceau du gâteau aux pommes, s'il vous plaît."
    ),
    ("Paul lives in Berlin.", "Paul habite à Berlin."),
    (
      "The children are playing in the garden behind the house.",
      "Les enfants jouent dans le jardin derrière la maison."
    ),
    ("It is raining.", "Il pleut."),
    (
      "She bought the house in 1987 and sold it in 2004.",
      "Elle a acheté la maison en 1987 et l'a vendue en 2004."
    ),
    ("Do you know the man in the black coat?", "Connaissez-vous l'homme au manteau noir ?"),
    (
      "The train to Lyon leaves from platform 12 in ten minutes.",
      "Le train pour Lyon part du quai 12 dans dix minutes."
    ),
    ("No.", "Non."),
    (
      "My sister is a teacher in a small school near the sea.",
      "Ma sœur est professeure dans une petite école près de la mer."
    ),
    ("We are late!", "Nous sommes en retard !"),
    (
      "The old bridge over the river was closed in March because of the flood.",
      "Le vieux pont sur la rivière a été fermé en mars à cause de l'inondation."
    ),
    ("He reads a book.", "Il lit un livre."),
    (
      "Have you already seen the new film by that young director from Canada?",
      "Avez-vous déjà vu le nouveau film de cette jeune réalisatrice du Canada ?"
    ),
    ("The soup is too hot.", "La soupe est trop chaude."),
    (
      "In the summer of 1995 they crossed the whole country on two bicycles.",
      "À l'été 1995, ils ont traversé tout le pays sur deux vélos."
    ),
    ("Close the door.", "Ferme la porte."),
    (
      "The doctor says that the boy has to stay in bed until Monday.",
      "Le médecin dit que le garçon doit rester au lit jusqu'à lundi."
    ),
    ("Who is it?", "Qui est-ce ?"),
    (
      "A woman with a red umbrella is waiting in front of the bakery.",
      "Une femme avec un parapluie rouge attend devant la boulangerie."
    ),
    ("The dog is under the table.", "Le chien est sous la table."),
    (
      "They have lived in the same street as Marie for thirty years.",
      "Ils habitent dans la même rue que Marie depuis trente ans."
    ),
    ("Good morning!", "Bonjour !"),
    (
      "The mayor opened the new library of the town on Friday evening.",
      "La maire a inauguré la nouvelle bibliothèque de la ville vendredi soir."
    ),
    ("I do not understand.", "Je ne comprends pas."),
    (
      "The price of bread rose by 38 cents in the last year.",
      "Le prix du pain a augmenté de 38 centimes au cours de l'année dernière."
    ),
    ("Is the museum open today?", "Le musée est-il ouvert aujourd'hui ?"),
    (
      "Anna and her brother sing in the choir of the church.",
      "Anna et son frère chantent dans le chœur de l'église."
    ),
    ("Thank you.", "Merci."),
    (
      "The letter that you sent me from Rome arrived only this morning.",
      "La lettre que tu m'as envoyée de Rome n'est arrivée que ce matin."
    ),
    ("The sun is shining.", "Le soleil brille."),
    (
      "Could you tell me how much the ticket for the boat costs?",
      "Pourriez-vous me dire combien coûte le billet pour le bateau ?"
    ),
    ("The keys are in the drawer.", "Les clés sont dans le tiroir."),
    (
      "After the concert we walked home along the canal in the moonlight.",
      "Après le concert, nous sommes rentrés à pied le long du canal au clair de lune."
    ),
    ("He is tired.", "Il est fatigué."),
    (
      "The farmer has 250 sheep and a field of potatoes on the hill.",
      "Le fermier a 250 moutons et un champ de pommes de terre sur la colline."
    ),
    ("What time is it?", "Quelle heure est-il ?"),
    (
      "The police are looking for a man in a blue shirt.",
      "La police recherche un homme en chemise bleue."
    ),
    ("See you tomorrow!", "À demain !"),
  ]

  static var source: [String] { pairs.map(\.en) }
  static var target: [String] { pairs.map(\.fr) }
}
