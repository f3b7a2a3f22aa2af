using System.Text.Json;
using CsCheck;

namespace BalanceNotifications.Templates;

public sealed class TemplateRendererTests
{
    [Fact]
    public void Values_land_in_subject_html_and_derived_plain_part()
    {
        var message = TemplateRenderer.Render(Templates.Email, MergeValues.Sample);

        Assert.Equal("Your balance with North Clinic", message.Subject);
        Assert.Equal(
            "<p>Hello Ann, pay $120.00 <a href=\"https://pay.example/q/sample\">here</a>.</p>", message.Html);
        Assert.Equal("Hello Ann, pay $120.00 here <https://pay.example/q/sample>.", message.Text);
    }

    [Fact]
    public void A_reader_of_another_language_gets_that_variant()
    {
        var message = TemplateRenderer.Render(
            Templates.Bilingual, ExampleValues.Sample("es", "USD"), language: "es-MX");

        Assert.Equal("Su saldo con North Clinic", message.Subject);
        Assert.Equal(
            "Hola Ann, pague <https://pay.example/q/sample> $120.00 antes del 14 de diciembre de 2026.", message.Text);
    }

    [Fact]
    public void A_plain_part_that_is_written_is_not_derived()
    {
        var message = TemplateRenderer.Render(Templates.Email with { Text = "Hi {{ today }}\r\n" }, MergeValues.Sample);

        Assert.Equal("Hi November 23, 2026", message.Text);
    }

    [Fact]
    public void One_template_renders_every_account_with_its_own_values_and_conditions()
    {
        var template = Templates.Email with
        {
            Html = "<p>{{ guarantor.firstName }}{% if card.brand %}, {{ card.brand | upcase }}{% endif %}</p>",
        };

        string? HtmlOf(MergeValues values) => TemplateRenderer.Render(template, values).Html;

        Assert.Equal("<p>Ann, VISA</p>", HtmlOf(MergeValues.Sample));
        Assert.Equal("<p>Bob, VISA</p>", HtmlOf(MergeValues.Sample.With("guarantor.firstName", "Bob")));
        Assert.Equal("<p>José</p>", HtmlOf(MergeValues.None.With("guarantor.firstName", "José")));
        Assert.Equal("<p>VISA, VISA</p>", HtmlOf(MergeValues.Sample.With("guarantor.firstName", "VISA")));
    }

    [Fact]
    public void The_subject_is_one_line_whatever_is_merged() =>
        Gen.String.Sample(name =>
        {
            var values = MergeValues.Sample.With("practice.name", name + "\r\nBcc: all@evil.example");
            var subject = TemplateRenderer.Render(Templates.Email, values).Subject!;
            return !subject.Any(char.IsControl);
        });

    [Fact]
    public void Merged_text_is_never_read_as_a_template()
    {
        var values = MergeValues.Sample.With("guarantor.firstName", "{{ guarantor.lastName }}");

        var message = TemplateRenderer.Render(Templates.Email, values);

        Assert.Contains("{{ guarantor.lastName }}", message.Text);
    }

    [Fact]
    public void An_absent_or_empty_value_is_nothing_and_false()
    {
        var template = Templates.Text with
        {
            Text = "{% if card.brand %}card{% else %}none{% endif %} {{ guarantor.firstName | default: 'there' }}",
        };

        Assert.Equal("none there", TemplateRenderer.Render(template, MergeValues.None).Text);
        Assert.Equal("none there", TemplateRenderer.Render(template, MergeValues.None.With("card.brand", "")).Text);
        Assert.Equal("card Ann", TemplateRenderer.Render(template, MergeValues.Sample).Text);
    }

    [Fact]
    public void A_text_or_call_has_words_alone()
    {
        var message = TemplateRenderer.Render(Templates.Text, MergeValues.Sample);

        Assert.Null(message.Subject);
        Assert.Null(message.Html);
        Assert.StartsWith("North Clinic: Ann, $120.00 is due December 14, 2026.", message.Text);
    }

    [Fact]
    public void The_plain_part_keeps_paragraphs_lists_and_lines()
    {
        var template = Templates.Email with
        {
            Html = "<h1>Hello</h1>\n<p>One<br>two &amp;\n three</p><ul><li>a</li><li>b</li></ul>"
                + "<table><tr><td>Due</td><td>{{ statement.amountDue }}</td></tr></table>"
                + "<p><a href=\"https://pay.example\">https://pay.example</a></p>",
        };

        var text = TemplateRenderer.Render(template, MergeValues.Sample).Text;

        Assert.Equal("Hello\n\nOne\ntwo & three\n\n- a\n\n- b\n\nDue $120.00\n\nhttps://pay.example", text);
    }

    [Fact]
    public void Values_are_a_flat_object_in_JSON()
    {
        var values = MergeValues.None.With("today", "November 23, 2026").With("card.last4", "4242");

        var json = JsonSerializer.Serialize(values);

        Assert.Equal("""{"card.last4":"4242","today":"November 23, 2026"}""", json);
        Assert.Equal("4242", JsonSerializer.Deserialize<MergeValues>(json)!["card.last4"]);
        Assert.Null(JsonSerializer.Deserialize<MergeValues>("""{"later.field":"x"}""")!["later.field"]);
    }

    [Fact]
    public void Only_mappable_fields_can_be_merged() =>
        Assert.Throws<ArgumentException>(() => MergeValues.None.With("patient.name", "x"));
}
