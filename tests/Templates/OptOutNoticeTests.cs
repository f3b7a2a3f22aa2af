namespace BalanceNotifications.Templates;

[Trait("Rule", "12 CFR 1006.6(e)")]
public sealed class OptOutNoticeTests
{
    private const string Link = "{{ unsubscribe.url }}";

    [Theory]
    [InlineData("You owe us. Reply STOP to end.", true)]
    [InlineData("You owe us. Text STOP.", true)]
    [InlineData("You owe us. " + Link, true)]
    [InlineData("You owe us.", false)]
    [InlineData("We stop by. STOPPING is no way out.", false)]
    [InlineData("You owe us. {% if card.last4 %}Reply STOP.{% endif %}", false)]
    [InlineData("{% if balance.current == \"$0.00\" %}Thank you.{% else %}You owe us. Reply STOP.{% endif %}", false)]
    [InlineData("{% if card.last4 %}Thanks. Text STOP.{% else %}You owe us. Reply STOP.{% endif %}", true)]
    [InlineData("{% if card.last4 %}STOP{% elsif today == \"\" %}Hi{% else %}Reply STOP.{% endif %}", false)]
    [InlineData("{% unless balance.current == \"$0.00\" %}Reply STOP.{% endunless %}", false)]
    [InlineData("{% unless card.last4 %}Reply STOP.{% else %}" + Link + "{% endunless %}", true)]
    [InlineData("{% case today %}{% when \"x\" %}Hello.{% else %}Reply STOP.{% endcase %}", false)]
    [InlineData("{% case today %}{% when \"x\" %}STOP{% else %}Reply STOP.{% endcase %}", true)]
    [InlineData("{% if card.last4 %}Thanks. {% else %}You owe us. {% endif %}Reply STOP.", true)]
    public void A_text_says_how_to_stop(string text, bool right) =>
        Assert.Equal(right ? [] : ["text"], FieldsOf(new("a", Channel.Text, "en", null, null, text, true)));

    [Theory]
    [InlineData("<p>You owe us. <a href=\"" + Link + "\">Stop</a></p>", null, "")]
    [InlineData("<p>You owe us.</p>", null, "html text")]
    [InlineData("<p>You owe us.</p>", Link, "html")]
    [InlineData("<p>" + Link + "</p>", "You owe us.", "text")]
    [InlineData(null, "You owe us. " + Link, "")]
    [InlineData(null, "Reply STOP.", "text")]
    [InlineData("{% if balance.current == \"$0.00\" %}<p>Thanks</p>{% else %}<p>" + Link + "</p>{% endif %}", null, "html text")]
    public void An_email_shows_the_link_in_both_parts(string? html, string? text, string faults) => Assert.Equal(
        faults, string.Join(' ', FieldsOf(new("a", Channel.Email, "en", "Your balance", html, text, true))));

    [Fact]
    public void Every_language_has_it()
    {
        TemplateVariant spanish = new("es", null, null, "Usted debe.");

        Assert.Equal(
            ["variants[0].text"],
            FieldsOf(new("a", Channel.Text, "en", null, null, "You owe us. Reply STOP.", true, [spanish])));
    }

    [Fact]
    public void A_call_and_a_template_out_of_use_are_left_alone()
    {
        Assert.Empty(FieldsOf(new("a", Channel.Voice, "en", null, null, "You owe us.", true)));
        Assert.Empty(FieldsOf(new("a", Channel.Text, "en", null, null, "You owe us.", false)));
    }

    private static IEnumerable<string> FieldsOf(MessageTemplate template) =>
        OptOutNotice.Validate(template).Select(error => error.Field);
}
