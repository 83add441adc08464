"""Whom "he" or "she" cannot mean, by titles, roles and the commonest first names."""

from __future__ import annotations

from collections.abc import Collection

from retrieval.people.names import listed

_HIS = listed(
    "mr mr. sir lord king prince pope chairman spokesman congressman councilman actor priest bishop"
)
_HERS = listed(
    """mrs mrs. ms ms. miss dame lady queen princess chairwoman spokeswoman congresswoman councilwoman
    actress"""
)
_HE = listed(
    """james john robert michael william david richard joseph joe thomas tom charles christopher chris daniel
    dan matthew matt anthony tony mark donald don steven steve paul andrew andy joshua kenneth ken kevin brian
    george timothy tim ronald ron edward ed jason jeffrey jeff jacob gary nicholas nick eric jonathan stephen
    larry justin scott brandon benjamin ben samuel sam gregory greg frank alexander alex raymond patrick jack
    dennis jerry peter adam henry nathan zachary walter kyle harold carl jeremy keith roger arthur terry sean
    austin noah bruce bernie ted marco jeb barack vladimir sergei sergey dmitry dmitri antony emmanuel olaf
    boris rishi volodymyr xi benjamin narendra recep joao jose juan carlos luis miguel pedro pablo hans
    klaus karl friedrich pierre jean francois louis jacques mohammed muhammad ahmed ali hassan hussein ibrahim
    mike bill bob jim rick rand newt mitt mitch harry lindsey jens josep charlie alan albert philip phil simon
    martin ivan igor oleg viktor nikolai mikhail yuri andrei andrey pavel giuseppe silvio mario luigi antonio
    fred howard ralph roy eugene russell wayne hugh ian neil graham colin derek duncan angus kim-jong"""
)
_SHE = listed(
    """mary patricia jennifer linda elizabeth barbara susan jessica sarah karen lisa nancy betty margaret
    sandra ashley kimberly emily donna michelle carol amanda melissa deborah stephanie rebecca laura sharon
    cynthia kathleen amy angela shirley anna brenda pamela emma nicole helen samantha katherine christine
    debra rachel carolyn janet catherine maria heather diane ruth julie olivia joyce virginia victoria kelly
    lauren christina evelyn judith megan andrea cheryl hannah jacqueline martha gloria teresa ann anne sara
    madison frances kathryn janice jean abigail alice julia judy sophia grace denise amber doris marilyn
    danielle beverly isabella theresa diana natalie brittany charlotte marie kayla alexis lori hillary
    melania ivanka kellyanne ursula annalena angela christine theresa liz nicola sanna mette giorgia
    jacinda kamala nikki condoleezza madeleine irina olga natalia svetlana tatiana ada jane kate lucy ella
    claire fiona gillian hilary priti penny rosa elena carmen ines sofia ingrid astrid greta"""
)


def gender_of(name: str, titles: Collection[str]) -> str:
    """Whether somebody is "m" or "f"; "" where nothing tells.

    Args:
        name: in its fullest form.
        titles: in lower case, those and the roles that the article gives.
    """
    his, hers = bool(_HIS.intersection(titles)), bool(_HERS.intersection(titles))
    if his != hers:
        return "m" if his else "f"
    words = name.lower().split()
    if len(words) < 2 or his:
        return ""
    he, she = words[0] in _HE, words[0] in _SHE
    return "" if he == she else ("m" if he else "f")
