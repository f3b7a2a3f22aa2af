using BalanceNotifications.Practices;

namespace BalanceNotifications.Templates;

public sealed class SpokenFormTests
{
    [Theory]
    [InlineData("(312) 555-0100", "3 1 2, 5 5 5, 0 1 0 0")]
    [InlineData("0234", "0 2 3 4")]
    [InlineData("A-34", "A, 3 4")]
    [InlineData("", "")]
    public void Digits_are_read_out_one_by_one(string written, string spoken) =>
        Assert.Equal(spoken, SpokenForm.Spell(written));

    [Fact]
    public void Amounts_and_dates_are_spoken_as_they_are_written()
    {
        var spoken = SpokenForm.Of(MergeValues.Sample);

        Assert.Equal("$120.00", spoken["statement.amountDue"]);
        Assert.Equal("December 14, 2026", spoken["statement.dueDate"]);
        Assert.Equal("4 2 4 2", spoken["card.last4"]);
    }

    [Theory]
    [InlineData("Pay at {{ quickPay.url }}.")]
    [InlineData("{% if today %}{{ unsubscribe.url }}{% endif %}")]
    [InlineData("Pay at https://pay.example.")]
    [InlineData("Pay at www.pay.example.")]
    public void A_call_with_a_link_does_not_save(string text)
    {
        var call = Templates.Call with { Text = text };

        Assert.Equal("text", Assert.Single(TemplateRules.Validate(call, maxTextSegments: 2)).Field);
    }

    [Fact]
    [Trait("Rule", "V93")]
    public void A_call_previews_as_it_is_spoken()
    {
        var practice = new Practice(1, "north", "clinic", [], 1, Fixtures.NorthClinic.Settings);
        var values = new PreviewValues(practice, Of: null, new(2026, 11, 23, 16, 0, 0, default));

        var preview = PreviewResponse.Of(
            Templates.Call, reader: null, language => values.In(Channel.Voice, language));

        Assert.Equal("North Clinic asks for $120.00. Call 3 1 2, 5 5 5, 0 1 0 0.", preview.Text);
        var name = MergeValues.Sample["guarantor.firstName"];
        Assert.Equal(
            "Hello. This is an automated call from North Clinic. To stop these calls, press 9. "
            + $"If you are {name}, press 1. If you are not, you may hang up now.",
            preview.Call!.Greeting);
        Assert.Equal(
            "Hello. This is North Clinic. Please call us back at 3 1 2, 5 5 5, 0 1 0 0. "
            + "Again, our number is 3 1 2, 5 5 5, 0 1 0 0. Thank you.",
            preview.Call.Machine);
    }

    [Fact]
    public void A_preview_in_Spanish_shows_our_own_words_in_Spanish_too()
    {
        var practice = new Practice(1, "north", "clinic", [], 1, Fixtures.NorthClinic.Settings);
        var values = new PreviewValues(practice, Of: null, new(2026, 11, 23, 16, 0, 0, default));

        var preview = PreviewResponse.Of(Templates.Call, "es", language => values.In(Channel.Voice, language));

        Assert.StartsWith("Hola. Esta es una llamada automática", preview.Call!.Greeting, StringComparison.Ordinal);
    }

    [Fact]
    public void A_text_has_no_words_of_a_call()
    {
        var text = Templates.Call with { Channel = Channel.Text };

        Assert.Null(PreviewResponse.Of(text, null, _ => MergeValues.Sample).Call);
    }
}
