namespace BalanceNotifications.Templates;

public sealed class TemplateRulesTests
{
    [Fact]
    public void Good_templates_have_no_errors()
    {
        Assert.Empty(Validate(Templates.Email));
        Assert.Empty(Validate(Templates.Text));
        Assert.Empty(Validate(Templates.Call));
        Assert.Empty(Validate(Templates.Bilingual));
    }

    [Fact]
    public void Everything_wrong_is_named_at_once()
    {
        var errors = Validate(new("", Channel.Email, "English!", " ", "{{ patient.name }}", "{% if %}", Active: true));

        Assert.Equal(["html", "label", "language", "subject", "text"], errors.Select(error => error.Field).Order());
    }

    [Theory]
    [InlineData("{{ practice.name | upcase }} {{ guarantor.firstName | default: 'there' | strip | capitalize }}")]
    [InlineData("{% if card.brand %}{{ card.brand | downcase }}{% elsif balance.current %}x{% else %}y{% endif %}")]
    [InlineData("{% unless card.brand == blank or card.last4 contains '42' %}x{% else %}y{% endunless %}")]
    [InlineData("{% case card.brand %}{% when 'Visa', 'Amex' %}a{% else %}{{ today }}{% endcase %}")]
    [InlineData("{% comment %}for the desk{% endcomment %}{%- if true -%} 1 {%- endif -%}")]
    public void Output_conditions_and_a_few_filters_are_allowed(string html) =>
        Assert.Empty(Validate(Templates.Email with { Html = html }));

    [Theory]
    [Trait("Rule", "V27")]
    [InlineData("{{ patient.fullName }}", "'patient.fullName'")]
    [InlineData("{{ guarantor }}", "'guarantor'")]
    [InlineData("{{ guarantor.firstname }}", "'guarantor.firstname'")]
    [InlineData("{{ guarantor.firstName.size }}", "'guarantor.firstName.size'")]
    [InlineData("{{ guarantor['firstName'] }}", "brackets")]
    [InlineData("{{ 'x' | default: visit.reason }}", "'visit.reason'")]
    [InlineData("{% if diagnosis == 'x' %}{% endif %}", "'diagnosis'")]
    [InlineData("{% if card.brand %}{% elsif a.b %}{% else %}{{ c.d }}{% endif %}", "'a.b'", "'c.d'")]
    [InlineData("{% unless today %}{% else %}{{ q.r }}{% endunless %}", "'q.r'")]
    [InlineData("{% case today %}{% when e.f %}{{ g.h }}{% else %}{{ i.j }}{% endcase %}", "'e.f'", "'g.h'", "'i.j'")]
    [InlineData("{{ statement.date | date: '%Y' }}", "'date'")]
    [InlineData("{{ today | append: x.y }}", "'append'", "'x.y'")]
    [InlineData("{% assign x = today %}", "Only output")]
    [InlineData("{% for x in (1..3) %}{% endfor %}", "Only output")]
    [InlineData("{% include 'other' %}", "Only output")]
    [InlineData("{% render 'other' %}", "Only output")]
    [InlineData("{% raw %}{{ today }}{% endraw %}", "Only output")]
    [InlineData("{% capture x %}{{ k.l }}{% endcapture %}", "Only output", "'k.l'")]
    public void Anything_else_is_named_wherever_it_stands(string html, params string[] named)
    {
        var errors = Validate(Templates.Email with { Html = html });

        Assert.All(errors, error => Assert.Equal("html", error.Field));
        Assert.All(named, name => Assert.Contains(errors, error => error.Message.Contains(name)));
    }

    [Theory]
    [InlineData("{{ practice.name }")]
    [InlineData("{{ practice..name }}")]
    [InlineData("{{ }}")]
    [InlineData("{% if today %}no end")]
    [InlineData("{% unknown %}")]
    public void Broken_Liquid_is_an_error_of_its_part(string subject)
    {
        var error = Assert.Single(Validate(Templates.Email with { Subject = subject }));

        Assert.Equal("subject", error.Field);
        Assert.DoesNotContain("\n", error.Message);
    }

    [Fact]
    [Trait("Rule", "V23")]
    public void A_text_has_neither_subject_nor_html()
    {
        var errors = Validate(new("Soon", Channel.Text, "en", "Subject", "<p>Hi</p>", Text: null, Active: true));

        Assert.Equal(["html", "subject", "text"], errors.Select(error => error.Field).Order());
    }

    [Fact]
    public void An_email_needs_html_or_text()
    {
        Assert.Equal("html", Assert.Single(Validate(Templates.Email with { Html = null })).Field);
        Assert.Empty(Validate(Templates.Email with { Html = null, Text = "Hello" }));
    }

    [Fact]
    [Trait("Rule", "V30")]
    public void A_text_over_the_practices_segments_with_the_longest_values_does_not_save()
    {
        Assert.Empty(TemplateRules.Validate(Templates.Text, maxTextSegments: 2));

        var error = Assert.Single(TemplateRules.Validate(Templates.Text, maxTextSegments: 1));
        Assert.Equal("text", error.Field);
        Assert.Contains("2 segments", error.Message);
    }

    [Fact]
    public void The_longer_branch_counts_even_when_only_a_missing_value_takes_it()
    {
        var template = Templates.Text with
        {
            Text = "{% if card.brand %}short{% else %}" + new string('x', 200) + "{% endif %}",
        };

        Assert.Equal(2, TemplateRules.LongestText(template.InEachLanguage().First()).Segments);
    }

    [Fact]
    public void Every_rule_holds_in_every_language()
    {
        var errors = Validate(Templates.Email with
        {
            Variants =
            [
                new("es", "Su saldo", "<p>{{ patient.name }}</p>", Text: null),
                new("EN", "Hello", Html: null, "Hello"),
                new("fr!", Subject: null, Html: null, Text: "{% if %}"),
            ],
        });

        Assert.Equal(
            [
                "variants[0].html", "variants[1].language", "variants[2].language", "variants[2].subject",
                "variants[2].text",
            ],
            errors.Select(error => error.Field).Order(StringComparer.Ordinal));
    }

    [Fact]
    [Trait("Rule", "V30")]
    public void A_text_is_counted_in_each_language_with_the_longest_values_of_that_language()
    {
        var template = Templates.Text with
        {
            Text = "Due {{ statement.dueDate }}",
            Variants = [new("zh", null, null, "{{ statement.dueDate }}" + new string('x', 60))],
        };

        // Chinese dates take the whole text to sixteen bits a letter: seventy to a segment instead of 160.
        var error = Assert.Single(TemplateRules.Validate(template, maxTextSegments: 1));
        Assert.Equal("variants[0].text", error.Field);
    }

    [Fact]
    [Trait("Rule", "V33")]
    public void Only_an_inactive_template_is_replaced()
    {
        var replaced = Templates.Email with { Replacement = Guid.CreateVersion7() };

        Assert.Equal("replacement", Assert.Single(Validate(replaced)).Field);
        Assert.Empty(Validate(replaced with { Active = false }));
    }

    private static IReadOnlyList<FieldError> Validate(MessageTemplate template) =>
        TemplateRules.Validate(template, maxTextSegments: 2);
}
