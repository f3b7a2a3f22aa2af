namespace BalanceNotifications.Calls;

/// <summary>What a call says when, in each language of ours.</summary>
public sealed class CallScriptTests
{
    private static readonly string[] Ours = ["en", "es"];

    private const string Message = "You owe $120.00, due December 14.";

    [Theory, Trait("Rule", "47 CFR 64.1200(b)(1)")]
    [InlineData("en", "Hello. This is an automated call from North Clinic.")]
    [InlineData("es", "Hola. Esta es una llamada automática de North Clinic.")]
    public void Who_calls_is_said_first_and_how_to_end_it_at_once(string language, string first)
    {
        var greeting = Of(language).Greeting.Text;

        Assert.StartsWith(first, greeting, StringComparison.Ordinal);
        // Not three seconds of speech between the two: at most one short sentence.
        Assert.InRange(greeting.IndexOf('9', StringComparison.Ordinal) - first.Length, 1, 50);
    }

    [Theory]
    [Trait("Rule", "V95")]
    [InlineData("en")]
    [InlineData("es")]
    public void Nothing_of_the_balance_is_said_to_a_machine_or_before_a_key(string language)
    {
        var script = Of(language);
        Speech[] open = [script.Greeting, script.Machine, script.Goodbye, script.NothingToDo, script.Stopped];

        Assert.All(open, speech => Assert.DoesNotContain("120", speech.Text, StringComparison.Ordinal));
        Assert.DoesNotContain("Ann", script.Machine.Text, StringComparison.Ordinal);
        Assert.Equal(Message, script.Message.Text);
    }

    [Theory, Trait("Rule", "12 CFR 1006.2(j)")]
    [InlineData("en", "Please call us back at 3 1 2, 5 5 5, 0 1 0 0, and ask for Beth.")]
    [InlineData("es", "Por favor, llámenos al 3 1 2, 5 5 5, 0 1 0 0 y pregunte por Beth.")]
    public void A_machine_is_told_whom_to_ask_for(string language, string words) => Assert.Contains(
        words, new CallScript(Words(language) with { AskFor = "Beth" }).Machine.Text, StringComparison.Ordinal);

    [Theory, Trait("Rule", "47 CFR 64.1200(b)(2)")]
    [InlineData("en")]
    [InlineData("es")]
    public void The_number_to_call_back_is_said_without_a_key_after_each_message(string language)
    {
        var script = Of(language);

        Assert.All(
            new[] { script.Closing, script.Machine, script.Number, script.Stopped },
            speech => Assert.Contains("3 1 2, 5 5 5, 0 1 0 0", speech.Text, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("en")]
    [InlineData("es")]
    public void Every_key_is_offered_where_it_works(string language)
    {
        var script = Of(language);

        Assert.Matches("9.*Ann.*1", script.Greeting.Text);
        Assert.Matches("1.*2.*9", script.Menu.Text);
    }

    [Theory]
    [InlineData("en")]
    [InlineData("es")]
    public void Without_a_name_nobody_can_confirm_and_the_call_only_asks_to_be_called_back(string language)
    {
        var script = new CallScript(Words(language) with { FirstName = "" });

        Assert.False(script.MayBeConfirmed);
        Assert.Contains("9", script.Greeting.Text, StringComparison.Ordinal);
        Assert.Contains("3 1 2, 5 5 5, 0 1 0 0", script.Greeting.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(" 1.", script.Greeting.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("en", "en", "en-US", "en-US")]
    [InlineData("en-GB", "en", "en-GB", "en-US")]
    [InlineData("es-MX", "es", "es-MX", "es-US")]
    [InlineData("es-CO", "en", "es-US", "en-US")]
    [InlineData("vi", "vi", "en-US", "vi-VN")] // our own words are English where we have none
    [InlineData("tlh", "tlh", "en-US", "en-US")]
    public void Each_part_is_read_by_a_voice_of_its_language(
        string reader, string message, string ours, string theirs)
    {
        var script = new CallScript(Words(reader) with { MessageLanguage = message });

        Assert.Equal((ours, theirs), (script.Greeting.Voice.Language, script.Message.Voice.Language));
    }

    [Fact]
    public void No_place_is_left_unfilled() => Assert.All(
        Ours.Select(Of).SelectMany(script => new[]
        {
            script.Greeting, script.NothingToDo, script.Menu, script.Number, script.Closing, script.Goodbye,
            script.Stopped, script.Machine, new CallScript(Words("en") with { AskFor = "Beth" }).Machine,
        }),
        speech => Assert.DoesNotContain('{', speech.Text));

    private static CallScript Of(string language) => new(Words(language));

    private static CallWords Words(string language) =>
        new("North Clinic", "3 1 2, 5 5 5, 0 1 0 0", "Ann", language, Message, language);
}
