"""First names that one person may go by: Joe and Joseph, Volodymyr and Vladimir."""

from __future__ import annotations

from functools import cache

from retrieval.people.spelling import folded

_GROUPS = """
    alexander alex sasha oleksandr alexandre alejandro alessandro aleksandar sandy xander
    alexandra alex sasha oleksandra sandra
    alexei alexey aleksei oleksiy oleksii alyosha
    andrew andy drew andrei andrey andriy andrii andreas andre andrzej
    anthony tony antony antonio anton antoine
    antonia toni
    abraham abe
    albert al bert alberto
    alfred alf fred
    arnold arnie
    barack barry
    barbara barb babs
    benjamin ben benny benji
    bernard bernie
    bradley brad
    calvin cal
    caroline carrie carol
    catherine katherine kathryn kate katie kathy cathy kathleen kat katharine ekaterina kateryna yekaterina
    charles charlie chuck chas carl karl carlos
    christina christine chris tina kristina
    christopher chris kit
    cornelius neil
    cynthia cindy
    daniel dan danny danylo danilo
    david dave davey davyd
    deborah debbie deb debra
    denis denys dennis
    dmitri dmitry dmytro dima
    donald don donnie donny
    dorothy dot dottie
    edward ed eddie ted teddy ned eduard
    edmund ed eddie ned
    edwin ed eddie
    eleanor ellie nora elena
    elizabeth liz lizzie beth betsy betty eliza lisa bess elisabeth elisa libby yelizaveta
    emily em emma
    emmanuel manny manuel
    eugene gene evgeny yevgeny evgeni yevhen jewgeni
    evelyn eve evie
    francis frank francesco francisco francois
    frances fran fanny
    frederick fred freddie freddy friedrich fritz frederic
    gabriel gabe
    george georgy georgi heorhiy georg jorge giorgos
    gerald gerry jerry
    gerard gerry
    gregory greg gregor grigory hryhoriy
    harold harry hal
    helen nell elena olena
    henry harry hank hal henri heinrich enrique
    herbert herb bert
    hugh hughie hugo
    ian iain
    igor ihor
    irina iryna irene
    isabella isabel bella izzy isabelle
    isaac ike zack
    ivan vanya
    jacob jake jakob yakov
    jacqueline jackie
    james jim jimmy jamie jaime
    janet jan
    jason jay
    jefferson jeff
    jeffrey jeff geoffrey geoff jeffery
    jennifer jen jenny
    jeremy jerry jem
    jessica jess jessie
    john jack johnny jon johan johann jean juan giovanni jan
    jonathan jon jonny
    joseph joe joey josef jose giuseppe josip yosef yusuf
    josephine jo josie
    joshua josh
    judith judy
    julia yulia yuliya julie iuliia
    kenneth ken kenny
    konstantin kostya kostiantyn
    laurence lawrence larry laurie
    leonard leo len lenny
    leonid leonyd
    leo lev
    lindsey lyndsey lindsay
    louis lou lewis luis ludwig
    louise lou
    lucille lucy
    lyudmila ludmila liudmyla
    madeleine maddie
    margaret maggie meg peggy marge margot greta margarita
    maria mary marie mariya
    mark marc marco marcus markus
    martin marty martyn
    martha marty
    matthew matt matthias matteo
    maximilian max maxim maksym
    melissa mel
    michael mike mick micky mikhail michail mykhailo michel miguel mikhael
    michelle shelly
    mitchell mitch
    mohammed muhammad mohamed mohammad muhammed mahomet mehmet
    natalia nataliya natalya natalie
    nathaniel nathan nate nat
    nicholas nick nicky nikolai nikolay mykola nicolas niko nikos nikolaos
    nicole nicky
    norman norm
    oleg oleh
    oliver ollie
    olga olha
    pamela pam
    patricia pat patty trish tricia
    patrick pat paddy
    paul pavel pavlo pablo paolo
    peter pete petr petro pyotr pedro pierre
    philip phil phillip philippe felipe
    rachel rach
    randolph randy randal
    raymond ray
    rebecca becky becca
    reginald reg reggie
    ricardo ricky rick
    richard rick dick rich ricky richie
    robert bob bobby rob robbie bert roberto
    roderick rod
    rodney rod
    roger rog
    ronald ron ronnie
    rudolph rudy rudolf
    russell russ
    samuel sam sammy
    samantha sam
    sarah sally sadie sara
    sergei sergey serhii serhiy sergio serge
    sidney sid
    sophia sofia sophie
    stanley stan
    stephen steven steve steph stefan etienne esteban stephan
    stephanie steph
    stepan stefan
    susan sue suzie susie suzanne
    svetlana svitlana sveta
    sylvester sly
    tatiana tatyana tetiana
    terence terry
    theodore ted teddy theo fyodor fedir
    theresa teresa terry tess
    thomas tom tommy tomas
    timothy tim timmy
    tobias toby
    valentina valentyna val
    valery valeriy valerii
    vasily vasyl
    victor vic viktor
    victoria vicky tori
    vincent vince vinny
    virginia ginny
    vitaly vitalii vitaliy vitali
    vladimir volodymyr vlad vova volodya wladimir vladymyr
    vyacheslav viacheslav
    walter walt wally
    william bill billy will willie willy liam wilhelm guillermo
    woodrow woody
    yuri yuriy yury iurii
    zachary zach zack
"""
"""One name a line, in its usual short forms and its forms in other languages."""


@cache
def _groups() -> dict[str, frozenset[int]]:
    """The lines that hold each name."""
    groups: dict[str, set[int]] = {}
    for n, line in enumerate(_GROUPS.strip().splitlines()):
        for name in line.split():
            groups.setdefault(folded(name), set()).add(n)
    return {name: frozenset(lines) for name, lines in groups.items()}


def may_be_one(first: str, other: str) -> bool:
    """Whether two first names can be one person's.

    Args:
        first: folded (see `retrieval.people.spelling`); one letter is an initial.
        other: likewise.
    """
    if first == other or (min(len(first), len(other)) == 1 and first[:1] == other[:1]):
        return True
    nothing: frozenset[int] = frozenset()
    return bool(_groups().get(first, nothing) & _groups().get(other, nothing))
