"""Small words, letters and endings by which languages in Latin letters are told apart."""

SMALL_WORDS = {
    "en": """a about after all am an and any are as at be been before but by can could did do does
        don't for from get give had has have he hello help her him his how i if i'd i'll i'm in is
        it its just know like make me my need new no not now of off on one or our out please set
        should show so some t tell than thanks that the their them there they this to tomorrow
        today up us want was we what what's when where which who why will with would you your""",
    "de": """ab aber alle als am an auch auf aus bei bin bis bitte da danke das dass dein dem den
        der des die diese dieser dir doch du durch ein eine einem einen einer eines er es etwas
        euch für gibt guten haben habe hallo hat heute hier ich ihr im in ist ja jetzt kann kein
        keine können lass man mehr mein meine meinem meinen meiner mich mir mit morgen muss nach
        nicht noch nun nur ob oder schon sehr sich sie sind so um und uns unter viel vom von vor
        wann war warum was weiter welche wenn wer werde werden wie wieder wird wir wo zu zum zur
        zeig zeige stelle spiele lösche bestellung rechnung""",
    "fr": """ai alors au aujourd aussi autre aux avec avez avons bien bonjour c ce ces cette chez
        comme comment d dans de demain depuis des donc du elle elles en encore est et être eu
        fait faire il ils j jamais je l la le les leur leurs lui ma mais me merci mes moi mon n ne
        nos notre nous on ont ou où par pas peux peut plus pour pourquoi pouvez qu quand que quel
        quelle qui s sa sans se ses si son sont suis sur ta tout toute très tu un une vos votre
        vous voudrais y été""",
    "es": """a al algo aquí ayuda bien buenos como con cómo cuando cuál cuándo de del desde día
        donde dónde el ella ellos en entre era es esa ese eso esta este esto está están estoy fue
        gracias ha hace hacer hasta hay he hola hoy la las le les lo los mañana me mi mis muy más
        necesito ni no nos o para pero por porque puede puedo qué que quiero se ser si sin sobre
        son su sus sí también te tengo tiene todo tu un una usted y ya yo""",
    "it": """a ad adesso ai al alla alle anche ancora avere c che chi ci come con cosa da dal dalla
        dei del della delle di domani dopo dove e ed era essere fa fare fino fra gli grazie ha hanno
        ho i il in io l la le lei lo loro ma mi mia mie miei mio molto ne nei nel nella no noi non o
        oggi ogni per perché più poi posso prima puoi può qual quale quando quanto quella quello
        questa questo se sei si sia siamo sono su sul sulla sveglia ti tra tu tutte tutti tutto un
        una uno vi vorrei è così ciao buongiorno""",
    "nl": """aan al alle als bij dag dan dat de den der deze die dit doe door dus een en er ga geen
        goed graag had heb hebben heeft het hier hij hoe hun ik in is ja je jij jullie kan kunnen
        laat maak maar me mee meer met mij mijn moet morgen na naar niet niets nog nu of om ons ook
        op over s te toch toen tot uit uur u uw van vandaag veel voor waar waarom wanneer want
        waren was wat we weer welke werd wie wil worden wordt zal ze zei zet zich zijn zo zou
        hallo bedankt zal""",
    "da": """af alle at bedst blev bliver da dag de dem den denne der deres det dette dig din dit du
        efter eller en end er et for fra få gå gør ham han hans har havde hej hele her hun hvad hvem
        hver hvilken hvor hvordan hvorfor hvornår i ikke ind jeg kan kl kom kunne lav man mange med
        meget men mig min mit mod morgen må når nu næste og også om op os over på se selv sig sin
        skal skulle som sæt tak til ud under vil var ved vejr vejret vi vil ville være været at
        noget nogle alle mine ad fordi blevet hvilke bruge klokken""",
    "sv": """alla att av bara blev blir de dem den denna deras det detta dig din ditt du då efter
        eller en ett finns från få för gör ha hade han hans har hej henne hon hur här i idag igen
        inte ja jag kan kunde man med mellan men mig min mitt mot mycket måste ni nu när något några
        nästa och också om oss på sedan sig sin ska skulle som så tack till under upp ut utan vad
        var varför vi vid vilken vill är över imorgon""",
    "nb": """alle at av bare ble blir da de dem den denne der deres det dette deg din ditt du eller
        en et etter for fra få gjør ha hadde han hans har hei henne hun hva hvem hver hvilken hvor
        hvordan hvorfor i ikke ja jeg kan kunne man med meg mellom men min mitt mot mye må noe noen
        nå når og også om opp oss over på seg selv sin skal skulle som så takk til under ut uten var
        ved vi vil ville være været""",
    "pt": """a ao aos as até boa bom com como da das de depois do dos e ela ele eles em entre era
        essa esse esta este eu foi fazer há hoje isso já lhe mais mas me meu meus minha minhas muito
        na nas no nos não nem nossa nosso num numa o olá onde os ou para pela pelo por porque posso
        preciso pode qual quando que quem quero se sem ser seu sua são só também tem tenho ter tudo
        um uma você vocês é está estou obrigado obrigada amanhã""",
    "pl": """a aby ale bardzo bez być był była było by chcę ci co czy dla do dzień dzisiaj dziś gdy
        gdzie go i ich ile jak jaka jaki jakie jako je jego jej jest jestem jeszcze już kiedy kto
        która które który mam mi mnie mogę moja moje może można mój na nad nam nas nie nic niż o od
        po pod poproszę potrzebuję proszę przed przez przy się są ta tak tam te tego ten to tu tylko
        tym w we wszystko z za ze że żeby cześć dziękuję jutro""",
    "tr": """acaba ama bana ben beni benim bir biraz biz bizim bu bugün bunu da daha de değil diye
        en evet gibi göre hangi hava hayır hem her hiç için ile ise iyi kadar ki kim lazım lütfen
        mi mı mu mü misin mısın nasıl ne neden nerede o olan olarak oldu olsun onu önce sabah saat
        sadece sana sen siz sizin sonra şey şimdi şu tüm var ve veya ya yarın yok zaman yap göster
        çal ekle kur istiyorum merhaba teşekkürler""",
}
LETTERS = {
    "de": "äöüß", "fr": "çœèêëîïûùâ", "es": "ñ¿¡áíóú", "it": "òìù", "nl": "ĳ", "da": "æøå",
    "sv": "äöå", "nb": "æøå", "pt": "ãõçâê", "pl": "ąćęłńśźż", "tr": "ğışİçöü",
}  # fmt: skip
ENDINGS = {
    "en": "ing tion ould ight ness ally", "de": "ung cht chen lich keit isch sst tag",
    "fr": "eux aux oir ment elle ette ique eur", "es": "ción dad ado ido ente aba",
    "it": "zione ità are ere ire tta tti ella zio ggi", "nl": "ijk aar oor eer aat oon uis een",
    "da": "hed ede lig ning", "sv": "het ade lig ning", "nb": "het ede lig ning",
    "pt": "ção dade ado inho", "pl": "ość ego ach ych cie ować", 
    "tr": "lar ler dır dir lık yor mek mak rım nın nin dan den",
}  # fmt: skip
