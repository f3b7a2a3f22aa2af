namespace BalanceNotifications.Accounts;

/// <summary>Every way to touch a switch, from every state, with every kind of evidence (design.md 4.8).</summary>
public sealed class SwitchTableTests
{
    private static readonly DateTimeOffset SetAt = new(2026, 11, 23, 16, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Now = SetAt.AddHours(1);

    // In, Out, Err: the state it has, what is asked, and what comes of it; "-" for refused.
    private const string Table = """
        file    In  In   none  In
        file    In  Out  none  Out
        file    Out In   none  Out
        file    Out Out  none  Out
        file    Err In   none  Err
        file    Err Out  none  Out
        staff   In  In   none  In
        staff   In  In   newer In
        staff   In  Out  none  Out
        staff   In  Out  older Out
        staff   Out In   none  -
        staff   Out In   older -
        staff   Out In   newer In
        staff   Out Out  none  Out
        staff   Err In   none  -
        staff   Err In   older -
        staff   Err In   newer In
        staff   Err Out  none  Out
        bounce  In  -    none  Err
        bounce  Out -    none  Out
        bounce  Err -    none  Err
        stop    In  -    none  Out
        stop    Out -    none  Out
        stop    Err -    none  Out
        address In  -    none  In
        address Out -    none  Out
        address Err -    none  In
        """;

    public static TheoryData<string, string, string, string, string, string> Rows()
    {
        var rows = new TheoryData<string, string, string, string, string, string>();
        foreach (var channel in new[] { "Email", "Text", "Voice" })
        {
            foreach (var line in Table.Split('\n'))
            {
                var cells = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
                rows.Add(channel, cells[0], cells[1], cells[2], cells[3], cells[4]);
            }
        }

        return rows;
    }

    [Theory]
    [MemberData(nameof(Rows))]
    [Trait("Rule", "V79")]
    public void A_switch_is_lowered_by_anybody_and_lifted_only_by_whom_it_concerns(
        string channel, string by, string held, string asked, string evidence, string then)
    {
        var kind = Enum.Parse<SwitchKind>(channel);
        var switches = new AccountSwitches().With(kind, new(StateOf(held), null, null, SetAt, "test"));

        var after = Touch(switches, kind, by, asked, evidence);

        Assert.Equal(then == "-" ? null : StateOf(then), after?[kind].State);
        Assert.All(
            Enum.GetValues<SwitchKind>().Where(other => other != kind),
            other => Assert.Equal(SwitchState.OptedOut, (after ?? switches)[other].State));
    }

    [Theory]
    [InlineData(SwitchState.OptedOut, "newer", SwitchState.OptedIn)]
    [InlineData(SwitchState.OptedOut, "older", null)]
    [InlineData(SwitchState.OptedIn, "none", SwitchState.OptedOut)]
    [Trait("Rule", "V79")]
    public void Paperless_is_a_switch_like_the_others(SwitchState held, string evidence, SwitchState? then)
    {
        var switches = new AccountSwitches { Paperless = new(held, null, null, SetAt, "test") };
        var asked = held is SwitchState.OptedIn ? "Out" : "In";

        Assert.Equal(then, Touch(switches, SwitchKind.Paperless, "staff", asked, evidence)?.Paperless.State);
    }

    private static AccountSwitches? Touch(
        AccountSwitches switches, SwitchKind kind, string by, string asked, string evidence)
    {
        if (by == "file")
        {
            return SwitchRules.Patch(switches, PatchOf(kind, StateOf(asked)), isNew: false, "batch", Now);
        }

        if (by == "staff")
        {
            SwitchChange[] changes = [new(kind, StateOf(asked), null, EvidenceOf(evidence))];
            return SwitchRules.Refused(new AccountState { Switches = switches }, changes, Now).IsEmpty
                ? SwitchRules.Apply(switches, changes, "desk", Now)
                : null;
        }

        var channel = SwitchRules.ChannelOf(kind)!.Value;
        return by switch
        {
            "bounce" => SwitchRules.ErrorOut(switches, channel, "smtp 550", Now),
            "stop" => SwitchRules.OptOut(switches, channel, "twilio 21610", Now),
            _ => SwitchRules.LiftErrors(
                switches,
                new(Email: "old@home.example", Phone: "+13125550123"),
                channel is Channel.Email
                    ? new(Email: "new@home.example", Phone: "+13125550123")
                    : new(Email: "old@home.example", Phone: "+13125550124"),
                "desk", Now),
        };
    }

    private static SwitchPatch PatchOf(SwitchKind kind, SwitchState state) => kind switch
    {
        SwitchKind.Paperless => new(Paperless: state),
        SwitchKind.Email => new(Email: state),
        SwitchKind.Text => new(Text: state),
        SwitchKind.Voice => new(Voice: state),
    };

    private static Evidence? EvidenceOf(string evidence) => evidence switch
    {
        "newer" => new(SetAt.AddMinutes(1), "form", ""),
        "older" => new(SetAt.AddMinutes(-1), "form", ""),
        _ => null,
    };

    private static SwitchState StateOf(string state) => state switch
    {
        "In" => SwitchState.OptedIn,
        "Out" => SwitchState.OptedOut,
        _ => SwitchState.ErroredOut,
    };
}
